import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { answerWithFault, faultPlan, readBody, send, type Answer } from '../faults.ts'
import { newBuckets } from './buckets.ts'
import { control } from './control.ts'
import { newGateway } from './gateway.ts'
import { readUpload } from './multipart.ts'
import { people } from './people.ts'
import { answer, type Called } from './routes.ts'
import { newState, token } from './server-state.ts'

/* A Discord of our own on loopback, a process by itself: prints one line of JSON with its address when it is ready. */

const state = newState()
const faults = faultPlan()
const buckets = newBuckets(
  () => state.now(),
  () => state.speed,
)
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
  const upload = readUpload(request.headers['content-type'] ?? '', await readBody(request))
  const url = new URL(request.url ?? '/', baseUrl())
  const parts = url.pathname.split('/').slice(1).map(decodeURIComponent)
  try {
    if (parts[0] === 'control') {
      const what = parts.slice(1).join('/')
      return send(response, await control(what, upload.body, { state, gateway, asking, faults }))
    }
    if (parts[0] !== 'api' || parts[1] !== 'v10') return send(response, { status: 404, body: 'no such page' })
    const path = parts.slice(2)
    const call = `${request.method} /${path.map((part) => (/^\d{15,}$/.test(part) ? ':id' : part)).join('/')}`
    const fault = faults.take(call, path[0] === 'channels' ? path[1] : undefined)
    await answerWithFault(request, response, fault, () =>
      guarded({ call, path, query: url.searchParams, upload }, request),
    )
  } catch (error) {
    send(response, { status: 599, body: `the stand-in failed: ${String(error)}` })
  }
}

/** Who may call, how often: https://discord.com/developers/docs/topics/rate-limits */
function guarded(called: Called, request: IncomingMessage): Answer {
  const { call, path } = called
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
  const given = answer(state, asking, gatewayUrl, called)
  return counted({ ...given, headers: { ...turn.headers, ...given.headers } })
}

function counted(given: Answer): Answer {
  if ([401, 403, 429].includes(given.status)) state.invalid += 1
  return given
}

const sockets = new WebSocketServer({ server })
sockets.on('connection', (socket) => gateway.connected(socket))

server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify({ url: baseUrl() })}\n`))
// The test that started us holds our standard input open; when it goes, so do we.
process.stdin.resume().on('end', () => process.exit(0))
