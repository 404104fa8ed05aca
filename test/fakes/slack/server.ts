import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { answerWithFault, faultPlan, readBody, send, type Answer } from '../faults.ts'
import { parseJson, record, text, type Json } from '../json.ts'
import { controls } from './controls.ts'
import { lacksScope } from './answers.ts'
import { takeUpload } from './files.ts'
import { methods, scopeOf } from './methods.ts'
import { oauth } from './oauth.ts'
import { people } from './people.ts'
import { pusher } from './push.ts'
import { newRates } from './rates.ts'
import { socketMode } from './socket.ts'
import { appToken, newWorkspace, type Workspace } from './workspace.ts'

/* A Slack of our own on loopback, a process by itself: prints one line of JSON with its address when it is ready. */

const home = newWorkspace()
const workspaces = new Map<string, Workspace>([[home.id, home]])
const faults = faultPlan()
const socket = socketMode(home)
/** How fast the stand-in's minutes go by, for its rates alone. */
const pace = { speed: 1 }
const rates = newRates(() => Date.now() * pace.speed)
const server = createServer((request, response) => void serve(request, response))
const http: { url: string | undefined } = { url: undefined }
const push = pusher(socket, () => http.url)
const asking = people(push, baseUrl)
const installing = oauth(workspaces)
const control = controls({ workspaces, faults, socket, http, pace, push, asking, installing })

function baseUrl(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await readBody(request)
  const body = bytes.toString()
  const [, root = '', ...rest] = (request.url ?? '/').split('?')[0]?.split('/') ?? []
  const name = rest.join('/')
  try {
    if (root === 'control') return send(response, await control(name, record(parseJson(body))))
    const call = request.headers['content-type']?.includes('json')
      ? record(parseJson(body))
      : (Object.fromEntries(new URLSearchParams(body)) as Json)
    const id = rest.at(-1) ?? ''
    if (root === 'commands') {
      const fault = faults.take('response_url', undefined)
      return await answerWithFault(request, response, fault, () => asking.respond(id, call, Date.now()))
    }
    if (root === 'upload') {
      const status = takeUpload(workspaces.get(rest[0] ?? ''), id, bytes)
      return send(response, { status, body: status === 200 ? `OK - ${bytes.length}` : 'refused' })
    }
    if (root !== 'api') return send(response, { status: 404, body: 'no such page' })
    const fault = faults.take(name, call['channel'] === undefined ? undefined : text(call['channel']))
    await answerWithFault(request, response, fault, () => callMethod(name, call, request.headers.authorization))
  } catch (error) {
    send(response, { status: 599, body: `the stand-in failed: ${String(error)}` })
  }
}

/** https://docs.slack.dev/apis/web-api: errors are answers with status 200 and `ok: false`; only limits have a status. */
function callMethod(name: string, call: Json, authorization: string | undefined): Answer {
  if (name === 'oauth.v2.access') return { status: 200, body: installing.access(call) }
  const token = authorization?.replace(/^Bearer /, '') ?? text(call['token'])
  const workspace = [...workspaces.values()].find((one) => one.token === token) ?? home
  workspace.calls.set(name, (workspace.calls.get(name) ?? 0) + 1)
  const headers = { 'x-oauth-scopes': workspace.scopes.join(',') }
  if (token === '') return { status: 200, headers, body: { ok: false, error: 'not_authed' } }
  if (token !== (name === 'apps.connections.open' ? appToken : workspace.token))
    return { status: 200, body: { ok: false, error: 'invalid_auth' } }
  if (workspace.revoked) return { status: 200, body: { ok: false, error: 'token_revoked' } }
  const wait = rates.refuse(`${workspace.id} ${name}`, text(call['channel']))
  if (wait !== undefined) {
    workspace.violations.push({ rule: 'rate limit', detail: name })
    return { status: 429, headers: { 'retry-after': String(wait) }, body: { ok: false, error: 'ratelimited' } }
  }
  if (name === 'apps.connections.open') {
    const url = `${baseUrl().replace('http', 'ws')}/link/?ticket=${socket.newTicket()}`
    return { status: 200, body: { ok: true, url } }
  }
  const lacking = lacksScope(workspace, scopeOf[name] ?? workspace.scopes)
  if (lacking) return { status: 200, headers, body: lacking }
  const method = methods[name]
  if (!method) return { status: 200, body: { ok: false, error: 'unknown_method' } }
  return { status: 200, headers, body: method(workspace, call, Date.now(), baseUrl()) }
}

const sockets = new WebSocketServer({ noServer: true })
server.on('upgrade', (request, connection, head) => {
  const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? ''
  // https://docs.slack.dev/reference/methods/apps.connections.open: the address is good for one connection.
  if (socket.refuseSockets || !socket.takeTicket(ticket)) {
    connection.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n')
    return
  }
  sockets.handleUpgrade(request, connection, head, (opened) => socket.connected(opened))
})

server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify({ url: baseUrl() })}\n`))
// The test that started us holds our standard input open; when it goes, so do we.
process.stdin.resume().on('end', () => process.exit(0))
