import type { Answer, Fault, faultPlan } from '../faults.ts'
import { list, record, text, type Json } from '../json.ts'
import type { Gateway } from './gateway.ts'
import { channelObject, everyone } from './objects.ts'
import type { People } from './people.ts'
import { addChannel, guildId, snowflake, type Channel, type State } from './server-state.ts'
import { whatReadersSee } from './what-readers-see.ts'

/** What a test may tell the stand-in, and ask it. */
export async function control(
  what: string,
  how: Json,
  parts: {
    readonly state: State
    readonly gateway: Gateway
    readonly asking: People
    readonly faults: ReturnType<typeof faultPlan>
  },
): Promise<Answer> {
  const { state, gateway, asking, faults } = parts
  switch (what) {
    case 'fault':
      faults.add(how as unknown as Fault)
      return done()
    case 'calm':
      faults.clear()
      return done()
    case 'channel': {
      const id = text(how['id'])
      const isNew = !state.channels.has(id)
      const changed = how['archived'] === undefined ? {} : { archivedAt: state.now() }
      const channel = addChannel(state, id, { ...changed, ...how })
      if (isNew && channel.type !== 1) gateway.dispatch('CHANNEL_CREATE', channelObject(channel), guildId)
      return done()
    }
    case 'server':
      setServer(state, how, gateway)
      return done()
    case 'ahead':
      state.aheadMs += Number(how['ms'])
      return done()
    case 'post':
      return { status: 200, body: { id: oldPost(state, how) } }
    case 'delete': {
      const channel = addChannel(state, text(how['channel']))
      if (how['message'] === undefined) state.channels.delete(channel.id)
      else
        channel.messages.splice(
          channel.messages.findIndex(({ id }) => id === how['message']),
          1,
        )
      return done()
    }
    case 'gateway':
      if (how['refuseResumes'] !== undefined) gateway.refuseResumes = how['refuseResumes'] === true
      if (how['deaf'] !== undefined) gateway.deaf = how['deaf'] === true
      if (how['disconnect'] !== undefined) gateway.disconnect(text(how['disconnect']) as 'drop')
      return { status: 200, body: gateway.counts() }
    case 'command':
      return { status: 200, body: await asking.use(how, 2) }
    case 'press':
      return { status: 200, body: await asking.use(how, 3) }
    case 'complete':
      return { status: 200, body: await asking.use(how, 4) }
    case 'submit':
      return { status: 200, body: await asking.use(how, 5) }
    case 'posts': {
      const threads = [...state.channels.values()].filter(({ parentId }) => parentId === how['channel'])
      return {
        status: 200,
        body: [addChannel(state, text(how['channel'])), ...threads].flatMap((channel) => postsOf(channel)),
      }
    }
    case 'tally':
      return {
        status: 200,
        body: {
          violations: state.violations,
          calls: Object.fromEntries(state.calls),
          invalid: state.invalid,
          commands: [...state.commands.values()].flat(),
          guildId,
        },
      }
    default:
      return { status: 404, body: `no control "${what}"` }
  }
}

function setServer(state: State, how: Json, gateway: Gateway): void {
  if (how['mostThreads'] !== undefined) state.mostThreads = Number(how['mostThreads'])
  if (how['tokenGood'] !== undefined) state.tokenGood = how['tokenGood'] === true
  if (how['createsLeft'] !== undefined) state.createsLeft = Number(how['createsLeft'])
  if (how['startsLeft'] !== undefined) state.startsLeft = Number(how['startsLeft'])
  if (how['shards'] !== undefined) state.shards = Number(how['shards'])
  if (how['speed'] !== undefined) state.speed = Number(how['speed'])
  for (const user of list(how['closedUsers'])) state.closedUsers.add(text(user))
  for (const user of list(how['joined'])) state.members.add(text(user))
  for (const user of list(how['left'])) state.members.delete(text(user))
  if (how['permissions'] === undefined) return
  state.permissions = BigInt(text(how['permissions']))
  gateway.dispatch('GUILD_ROLE_UPDATE', { guild_id: guildId, role: everyone(state) }, guildId)
}

/** A post of ours from earlier. */
function oldPost(state: State, how: Json): string {
  const at = Number(how['at'])
  const id = snowflake(at)
  addChannel(state, text(how['channel'])).messages.push({
    id,
    nonce: undefined,
    repliesTo: undefined,
    at,
    body: record(how['body']),
    edits: 0,
    editedAt: [],
    from: 'bot',
    files: [],
  })
  return id
}

function postsOf(channel: Channel): Json[] {
  const isThread = channel.parentId !== undefined
  return channel.messages.map(({ id, edits, body, repliesTo, at, files }) => ({
    id,
    edits,
    at,
    repliesTo,
    body,
    files,
    thread: isThread ? channel.id : undefined,
    threadName: isThread ? channel.name : undefined,
    tags: isThread ? channel.appliedTags : undefined,
    seen: whatReadersSee(body),
  }))
}

function done(): Answer {
  return { status: 200, body: {} }
}
