import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { answerWithFault, faultPlan, readBody, send, type Answer, type Fault } from '../faults.ts'
import { parseJson, record, text, type Json } from '../json.ts'
import { methods, scopeOf } from './methods.ts'
import { people } from './people.ts'
import { newRates } from './rates.ts'
import { socketMode } from './socket.ts'
import { whatReadersSee } from './what-readers-see.ts'
import { addChannel, appToken, botToken, newWorkspace } from './workspace.ts'

/* A Slack of our own on loopback, a process by itself: prints one line of JSON with its address when it is ready. */

const workspace = newWorkspace()
const faults = faultPlan()
const socket = socketMode(workspace)
const rates = newRates(Date.now)
const server = createServer((request, response) => void serve(request, response))
const asking = people(workspace, socket, baseUrl)

function baseUrl(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = (await readBody(request)).toString()
  const [, root = '', ...rest] = (request.url ?? '/').split('?')[0]?.split('/') ?? []
  const name = rest.join('/')
  try {
    if (root === 'control') return send(response, await control(name, record(parseJson(body))))
    const call = request.headers['content-type']?.includes('json')
      ? record(parseJson(body))
      : (Object.fromEntries(new URLSearchParams(body)) as Json)
    if (root === 'commands') {
      const fault = faults.take('response_url', undefined)
      const id = rest.at(-1) ?? ''
      return await answerWithFault(request, response, fault, () => asking.respond(id, call, Date.now()))
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
  workspace.calls.set(name, (workspace.calls.get(name) ?? 0) + 1)
  const token = authorization?.replace(/^Bearer /, '') ?? text(call['token'])
  const headers = { 'x-oauth-scopes': workspace.scopes.join(',') }
  if (token === '') return { status: 200, headers, body: { ok: false, error: 'not_authed' } }
  if (token !== (name === 'apps.connections.open' ? appToken : botToken))
    return { status: 200, body: { ok: false, error: 'invalid_auth' } }
  if (workspace.revoked) return { status: 200, body: { ok: false, error: 'token_revoked' } }
  const wait = rates.refuse(name, text(call['channel']))
  if (wait !== undefined) {
    workspace.violations.push({ rule: 'rate limit', detail: name })
    return { status: 429, headers: { 'retry-after': String(wait) }, body: { ok: false, error: 'ratelimited' } }
  }
  if (name === 'apps.connections.open') {
    const url = `${baseUrl().replace('http', 'ws')}/link/?ticket=${socket.newTicket()}`
    return { status: 200, body: { ok: true, url } }
  }
  const needed = scopeOf[name]
  if (needed && !needed.some((scope) => workspace.scopes.includes(scope))) {
    return {
      status: 200,
      headers,
      body: { ok: false, error: 'missing_scope', needed: needed[0], provided: workspace.scopes.join(',') },
    }
  }
  const method = methods[name]
  if (!method) return { status: 200, body: { ok: false, error: 'unknown_method' } }
  return { status: 200, headers, body: method(workspace, call, Date.now()) }
}

async function control(what: string, how: Json): Promise<Answer> {
  switch (what) {
    case 'fault':
      faults.add(how as unknown as Fault)
      return done()
    case 'calm':
      faults.clear()
      return done()
    case 'channel':
      addChannel(workspace, text(how['id']), how)
      return done()
    case 'scopes':
      workspace.scopes = (how['scopes'] as string[] | undefined) ?? workspace.scopes
      return done()
    case 'revoke':
      workspace.revoked = how['revoked'] !== false
      return done()
    case 'delete': {
      const { messages } = addChannel(workspace, text(how['channel']))
      messages.splice(
        messages.findIndex(({ ts }) => ts === how['ts']),
        1,
      )
      return done()
    }
    case 'socket':
      if (how['refuse'] !== undefined) socket.refuseSockets = how['refuse'] === true
      if (how['loseAcks'] !== undefined) socket.loseAcks = Number(how['loseAcks'])
      if (how['disconnect'] === 'refresh' || how['disconnect'] === 'drop') socket.disconnect(how['disconnect'])
      return { status: 200, body: { connections: socket.count(), opened: socket.opened() } }
    case 'http':
      asking.requestUrl = text(how['url'])
      return done()
    case 'command':
      return { status: 200, body: await asking.command(how) }
    case 'press':
      return { status: 200, body: await asking.press(how) }
    case 'event':
      return { status: 200, body: await socket.push('events_api', how['payload'], Number(how['retryAfterMs'] ?? 50)) }
    case 'posts': {
      const { messages } = addChannel(workspace, text(how['channel']))
      return {
        status: 200,
        body: messages.map((message) => ({ ...message, seen: whatReadersSee(message.text, message.blocks) })),
      }
    }
    case 'tally':
      return { status: 200, body: { violations: workspace.violations, calls: Object.fromEntries(workspace.calls) } }
    default:
      return { status: 404, body: `no control "${what}"` }
  }
}

function done(): Answer {
  return { status: 200, body: {} }
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
