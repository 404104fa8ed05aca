import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { answerWithFault, faultPlan, readBody, send, type Answer, type Fault } from '../faults.ts'
import { list, parseJson, record, text, type Json } from '../json.ts'
import { newBuckets } from './buckets.ts'
import { channelObject, newGateway } from './gateway.ts'
import { createMessage, editMessage, getMessage, listMessages, startThread, updateThread } from './messages.ts'
import { people, refuse, type Reply } from './people.ts'
import { checkCommands } from './rules.ts'
import { addChannel, applicationId, guildId, newState, snowflake, token } from './server-state.ts'
import { whatReadersSee } from './what-readers-see.ts'

/* A Discord of our own on loopback, a process by itself: prints one line of JSON with its address when it is ready. */

const state = newState()
const faults = faultPlan()
const buckets = newBuckets(Date.now)
const server = createServer((request, response) => void serve(request, response))
const gateway = newGateway(state, gatewayUrl)
const asking = people(state, gateway)

function baseUrl(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function gatewayUrl(): string {
  return baseUrl().replace('http', 'ws')
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const raw = parseJson((await readBody(request)).toString())
  // Commands are set as a list; every other body is a record.
  const body = Array.isArray(raw) ? { commands: raw } : record(raw)
  const url = new URL(request.url ?? '/', baseUrl())
  const parts = url.pathname.split('/').slice(1).map(decodeURIComponent)
  try {
    if (parts[0] === 'control') return send(response, await control(parts.slice(1).join('/'), body))
    if (parts[0] !== 'api' || parts[1] !== 'v10') return send(response, { status: 404, body: 'no such page' })
    const path = parts.slice(2)
    const call = `${request.method} /${path.map((part) => (/^\d{15,}$/.test(part) ? ':id' : part)).join('/')}`
    const fault = faults.take(call, path[0] === 'channels' ? path[1] : undefined)
    await answerWithFault(request, response, fault, () => guarded(call, path, url.searchParams, body, request))
  } catch (error) {
    send(response, { status: 599, body: `the stand-in failed: ${String(error)}` })
  }
}

/** Who may call, how often: https://discord.com/developers/docs/topics/rate-limits */
function guarded(
  call: string,
  path: readonly string[],
  query: URLSearchParams,
  body: Json,
  request: IncomingMessage,
): Answer {
  state.calls.set(call, (state.calls.get(call) ?? 0) + 1)
  const ofInteraction = path[0] === 'interactions' || path[0] === 'webhooks'
  if (!ofInteraction && (request.headers.authorization !== `Bot ${token}` || !state.tokenGood)) {
    return counted({ status: 401, body: { code: 0, message: '401: Unauthorized' } })
  }
  // "User-Agent … Clients using the HTTP API must provide a valid one": https://discord.com/developers/docs/reference#user-agent
  if (request.headers['user-agent']?.startsWith('DiscordBot (') !== true)
    state.violations.push({ rule: 'a DiscordBot user agent', detail: call })
  const turn = buckets.take(call, path[1] ?? '', ofInteraction)
  if (turn.retryAfter !== undefined) {
    state.violations.push({ rule: 'rate limit', detail: call })
    return counted({
      status: 429,
      headers: { ...turn.headers, 'retry-after': String(Math.ceil(turn.retryAfter)) },
      body: { message: 'You are being rate limited.', retry_after: turn.retryAfter, global: turn.global },
    })
  }
  return counted({ ...answer(call, path, query, body), headers: turn.headers })
}

function counted(given: Answer): Answer {
  if ([401, 403, 429].includes(given.status)) state.invalid += 1
  return given
}

function answer(call: string, path: readonly string[], query: URLSearchParams, body: Json): Reply {
  const [, first = '', , third = ''] = path
  switch (call) {
    case 'GET /gateway/bot':
      return {
        status: 200,
        body: {
          url: gatewayUrl(),
          shards: 1,
          session_start_limit: { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 },
        },
      }
    case 'PUT /applications/:id/commands':
    case 'PUT /applications/:id/guilds/:id/commands': {
      const commands = list(body['commands'])
      const fault = checkCommands(commands)
      if (fault) return refuse(state, 'commands', fault.where, fault.code)
      state.commands = commands
      return {
        status: 200,
        body: commands.map((command) => ({
          id: snowflake(Date.now()),
          application_id: applicationId,
          version: '1',
          ...record(command),
        })),
      }
    }
    case 'GET /channels/:id':
      return { status: 200, body: channelObject(first, 'lists') }
    case 'PATCH /channels/:id':
      return updateThread(state, first, body)
    case 'POST /channels/:id/messages':
      return createMessage(state, first, body)
    case 'GET /channels/:id/messages':
      return listMessages(state, first, query)
    case 'GET /channels/:id/messages/:id':
      return getMessage(state, first, third)
    case 'PATCH /channels/:id/messages/:id':
      return editMessage(state, first, third, body)
    case 'POST /channels/:id/messages/:id/threads':
      return startThread(state, first, third, body)
  }
  if (path[0] === 'interactions' && path[3] === 'callback') return asking.callback(first, path[2] ?? '', body)
  if (path[0] === 'webhooks' && path[2] !== undefined) {
    if (call.startsWith('POST') && path.length === 3) return asking.followUp(path[2], body)
    if (call.startsWith('PATCH') && path[4] === '@original') return asking.editOriginal(path[2], body)
    if (call.startsWith('DELETE') && path[4] === '@original') return asking.deleteOriginal(path[2])
  }
  return { status: 404, body: { code: 0, message: `404: Not Found: ${call}` } }
}

async function control(what: string, how: Json): Promise<Answer> {
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
      addChannel(state, id, how)
      if (isNew) gateway.dispatch('CHANNEL_CREATE', channelObject(id, 'lists'))
      return done()
    }
    case 'server':
      if (how['mostThreads'] !== undefined) state.mostThreads = Number(how['mostThreads'])
      if (how['tokenGood'] !== undefined) state.tokenGood = how['tokenGood'] === true
      return done()
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
          commands: state.commands,
          guildId,
        },
      }
    default:
      return { status: 404, body: `no control "${what}"` }
  }
}

function postsOf(channel: ReturnType<typeof addChannel>): Json[] {
  return channel.messages.map(({ id, edits, body, repliesTo, at }) => ({
    id,
    edits,
    at,
    repliesTo,
    body,
    thread: channel.parentId === undefined ? undefined : channel.id,
    threadName: channel.parentId === undefined ? undefined : channel.name,
    seen: whatReadersSee(body),
  }))
}

function done(): Answer {
  return { status: 200, body: {} }
}

const sockets = new WebSocketServer({ server })
sockets.on('connection', (socket) => gateway.connected(socket))

server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify({ url: baseUrl() })}\n`))
// The test that started us holds our standard input open; when it goes, so do we.
process.stdin.resume().on('end', () => process.exit(0))
