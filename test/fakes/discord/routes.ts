import { list, record, type Json } from '../json.ts'
import { checkCommands } from './command-rules.ts'
import { createMessage, editMessage, getMessage, listMessages, open, openConversation } from './messages.ts'
import type { Uploaded } from './multipart.ts'
import { channelObject, member, person } from './objects.ts'
import type { People } from './people.ts'
import { no, refuse, type Reply } from './reply.ts'
import { applicationId, guildId, snowflake, type State } from './server-state.ts'
import { activeThreads, archivedThreads, postInForum, startThread, updateThread } from './threads.ts'

export interface Called {
  /** `GET /channels/:id`. */
  readonly call: string
  readonly path: readonly string[]
  readonly query: URLSearchParams
  readonly upload: Uploaded
}

/** Every call that the stand-in knows. */
export function answer(state: State, asking: People, gatewayUrl: () => string, called: Called): Reply {
  const { call, path, query, upload } = called
  const [, first = '', , third = ''] = path
  switch (call) {
    case 'GET /gateway/bot':
      // https://discord.com/developers/docs/events/gateway#get-gateway-bot
      return {
        status: 200,
        body: {
          url: gatewayUrl(),
          shards: state.shards,
          session_start_limit: { total: 1000, remaining: state.startsLeft, reset_after: 3_600_000, max_concurrency: 1 },
        },
      }
    case 'GET /applications/:id/commands':
    case 'GET /applications/:id/guilds/:id/commands':
      return { status: 200, body: (state.commands.get(third) ?? []).map(commandObject) }
    case 'PUT /applications/:id/commands':
    case 'PUT /applications/:id/guilds/:id/commands':
      return setCommands(state, third, list(upload.body['commands']))
    case 'GET /guilds/:id/threads/active':
      return activeThreads(state)
    case 'GET /guilds/:id/members/:id':
      return getMember(state, first, third)
    case 'POST /users/@me/channels':
      return openConversation(state, upload.body)
    case 'GET /channels/:id': {
      const channel = open(state, first)
      return 'status' in channel ? channel : { status: 200, body: channelObject(channel) }
    }
    case 'PATCH /channels/:id':
      return updateThread(state, first, upload.body)
    case 'POST /channels/:id/threads':
      return postInForum(state, first, upload)
    case 'GET /channels/:id/threads/archived/public':
      return archivedThreads(state, first, query)
    case 'POST /channels/:id/messages':
      return createMessage(state, first, upload)
    case 'GET /channels/:id/messages':
      return listMessages(state, first, query)
    case 'GET /channels/:id/messages/:id':
      return getMessage(state, first, third)
    case 'PATCH /channels/:id/messages/:id':
      return editMessage(state, first, third, upload)
    case 'POST /channels/:id/messages/:id/threads':
      return startThread(state, first, third, upload.body)
  }
  return ofInteraction(asking, called) ?? { status: 404, body: { code: 0, message: `404: Not Found: ${call}` } }
}

function ofInteraction(asking: People, { call, path, upload }: Called): Reply | undefined {
  const [kind, id = '', token = '', , message] = path
  if (kind === 'interactions' && path[3] === 'callback') return asking.callback(id, token, upload)
  if (kind !== 'webhooks' || token === '') return undefined
  if (call.startsWith('POST') && path.length === 3) return asking.followUp(token, upload)
  if (message !== '@original') return undefined
  if (call.startsWith('PATCH')) return asking.editOriginal(token, upload)
  if (call.startsWith('GET')) return asking.getOriginal(token)
  return call.startsWith('DELETE') ? asking.deleteOriginal(token) : undefined
}

/** https://discord.com/developers/docs/resources/guild#get-guild-member */
function getMember(state: State, guild: string, user: string): Reply {
  if (guild !== guildId) return no(404, 10004, 'Unknown Guild')
  if (!state.members.has(user)) return no(404, 10007, 'Unknown Member')
  return { status: 200, body: member(person(user)) }
}

/** "There is a global rate limit of 200 application command creates per day, per guild"; changes are not counted. */
function setCommands(state: State, scope: string, commands: readonly unknown[]): Reply {
  const fault = checkCommands(commands)
  if (fault) return refuse(state, 'commands', fault.where, fault.code)
  const known = new Set((state.commands.get(scope) ?? []).map((command) => record(command)['name']))
  const created = commands.filter((command) => !known.has(record(command)['name'])).length
  if (created > state.createsLeft)
    return no(429, 30034, 'Maximum number of daily application command creates has been reached (200)')
  state.createsLeft -= created
  state.commands.set(scope, commands)
  return { status: 200, body: commands.map(commandObject) }
}

/** https://discord.com/developers/docs/interactions/application-commands#application-command-object: more than was said, and less. */
function commandObject(command: unknown): Json {
  return {
    id: snowflake(Date.now()),
    application_id: applicationId,
    version: '1',
    nsfw: false,
    name_localizations: null,
    description_localizations: null,
    ...record(withoutFalse(command)),
  }
}

function withoutFalse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFalse)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(
    ([name, one]) => one !== false && !(name === 'options' && list(one).length === 0),
  )
  return Object.fromEntries(kept.map(([name, one]) => [name, withoutFalse(one)]))
}
