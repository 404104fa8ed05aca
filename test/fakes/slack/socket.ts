import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { parseJson, record, text } from '../json.ts'
import type { Workspace } from './workspace.ts'

/* Socket Mode: https://docs.slack.dev/apis/events-api/using-socket-mode */

/** "Up to 10 concurrent WebSocket connections": the page above. */
const mostConnections = 10
/** Events, commands, actions and views want their acknowledgement within 3 seconds. */
const ackDeadlineMs = 3000

export interface Ack {
  readonly acked: boolean
  readonly afterMs: number
  /** What came back with it: options, errors of a form, another view. */
  readonly payload?: unknown
}

export interface SocketMode {
  /** Sockets refuse their handshake while true. */
  refuseSockets: boolean
  /** Acknowledgements are taken as lost this many times. */
  loseAcks: number
  newTicket(): string
  takeTicket(ticket: string): boolean
  connected(socket: WebSocket): void
  count(): number
  opened(): number
  /** Hands a payload to one connection; repeats events that are not acknowledged. */
  push(type: 'slash_commands' | 'interactive' | 'events_api', payload: unknown, retryAfterMs?: number): Promise<Ack>
  /** As Slack does every few hours, or as a cable does. */
  disconnect(how: 'refresh' | 'drop'): void
}

export function socketMode(workspace: Workspace): SocketMode {
  const tickets = new Set<string>()
  const sockets = new Set<WebSocket>()
  /** Asked to leave: they get nothing new. */
  const leaving = new WeakSet<WebSocket>()
  const waiting = new Map<string, (payload: unknown) => void>()
  let opened = 0

  const mode: SocketMode = {
    refuseSockets: false,
    loseAcks: 0,
    newTicket() {
      const ticket = randomUUID()
      tickets.add(ticket)
      return ticket
    },
    takeTicket: (ticket) => tickets.delete(ticket),
    connected(socket) {
      if (sockets.size >= mostConnections) {
        workspace.violations.push({ rule: 'at most ten connections', detail: String(sockets.size + 1) })
        socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }))
        return socket.close()
      }
      sockets.add(socket)
      opened += 1
      socket.send(JSON.stringify({ type: 'hello', num_connections: sockets.size, debug_info: { host: 'stand-in' } }))
      const pings = setInterval(() => socket.ping('Ping from stand-in'), 2000)
      socket.on('close', () => {
        clearInterval(pings)
        sockets.delete(socket)
      })
      socket.on('message', (data: Buffer) => readAck(data.toString()))
    },
    count: () => sockets.size,
    opened: () => opened,
    async push(type, payload, retryAfterMs) {
      const first = await pushOnce({ type, payload })
      if (first.acked || type !== 'events_api' || retryAfterMs === undefined) return first
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs))
      // https://docs.slack.dev/apis/events-api#retries
      return pushOnce({ type, payload, retry_attempt: 1, retry_reason: 'timeout' })
    },
    disconnect(how) {
      for (const socket of sockets) {
        if (how === 'drop') socket.terminate()
        else {
          leaving.add(socket)
          socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} }))
        }
      }
    },
  }

  function readAck(frame: string): void {
    const ack = record(parseJson(frame))
    const id = text(ack['envelope_id'])
    // "Your app must respond with the envelope_id"; anything else is not understood.
    if (id === '')
      return void workspace.violations.push({
        rule: 'an acknowledgement names its envelope',
        detail: frame.slice(0, 80),
      })
    if (mode.loseAcks > 0) return void (mode.loseAcks -= 1)
    waiting.get(id)?.(ack['payload'])
  }

  async function pushOnce(frame: Readonly<Record<string, unknown>>): Promise<Ack> {
    const socket = [...sockets].find((one) => !leaving.has(one))
    if (!socket) return { acked: false, afterMs: 0 }
    const envelope = randomUUID()
    const begun = performance.now()
    const answered = new Promise<{ acked: boolean; payload?: unknown }>((resolve) => {
      waiting.set(envelope, (payload) => resolve({ acked: true, payload }))
      setTimeout(() => resolve({ acked: false }), ackDeadlineMs).unref()
    })
    socket.send(
      JSON.stringify({ envelope_id: envelope, accepts_response_payload: frame['type'] !== 'events_api', ...frame }),
    )
    const result = await answered
    waiting.delete(envelope)
    return { ...result, afterMs: Math.round(performance.now() - begun) }
  }

  return mode
}
