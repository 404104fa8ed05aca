import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { list, parseJson, record, text, type Json } from '../json.ts'
import { bot, guild } from './objects.ts'
import { applicationId, guildId, token, type State } from './server-state.ts'

/* https://discord.com/developers/docs/events/gateway */

const heartbeatMs = 41_250
/** "Apps are limited to one IDENTIFY per 5 seconds" and shard; 120 events a minute; payloads of 4096 bytes. */
const identifyEveryMs = 5000
const mostPerMinute = 120
const largestPayload = 4096

interface Session {
  readonly id: string
  /** Which of how many. */
  readonly shard: readonly [number, number]
  seq: number
  readonly sent: { readonly seq: number; readonly frame: string }[]
}

export interface Gateway {
  /** Resumes are refused while true. */
  refuseResumes: boolean
  /** Heartbeats are not answered while true, as on a line that is cut but not closed. */
  deaf: boolean
  connected(socket: WebSocket): void
  /** To the shard that a server belongs to; what belongs to no server goes to the first one. */
  dispatch(type: string, data: unknown, guild: string | undefined): void
  disconnect(how: 'drop' | 'reconnect' | 'invalid session'): void
  counts(): { connections: number; identifies: number; resumes: number; shards: number }
}

export function newGateway(state: State, url: () => string): Gateway {
  const sockets = new Map<WebSocket, Session | undefined>()
  const sessions = new Map<string, Session>()
  let lastIdentify = 0
  let identifies = 0
  let resumes = 0

  const gateway: Gateway = {
    refuseResumes: false,
    deaf: false,
    connected(socket) {
      sockets.set(socket, undefined)
      let events = 0
      let minute = state.now()
      send(socket, { op: 10, d: { heartbeat_interval: heartbeatMs }, s: null, t: null })
      socket.on('close', () => sockets.delete(socket))
      socket.on('message', (data: Buffer) => {
        if (data.length > largestPayload) return close(socket, 4002, 'payload of at most 4096 bytes')
        if (state.now() - minute > 60_000) {
          minute = state.now()
          events = 0
        }
        events += 1
        if (events > mostPerMinute) return close(socket, 4008, 'at most 120 events a minute')
        receive(socket, record(parseJson(data.toString())))
      })
    },
    dispatch(type, data, of) {
      for (const session of sessions.values()) {
        if (!isOf(session, of)) continue
        const [socket] = [...sockets].find(([, one]) => one === session) ?? []
        // A session without a socket gets its events when it resumes.
        if (socket) dispatchTo(socket, session, type, data)
        else keep(session, type, data)
      }
    },
    disconnect(how) {
      for (const socket of sockets.keys()) {
        if (how === 'drop') socket.terminate()
        else if (how === 'reconnect') send(socket, { op: 7, d: null })
        else send(socket, { op: 9, d: false })
      }
    },
    counts: () => ({ connections: sockets.size, identifies, resumes, shards: sessions.size }),
  }

  function receive(socket: WebSocket, frame: Json): void {
    switch (frame['op']) {
      case 1:
        if (!gateway.deaf) send(socket, { op: 11 })
        return
      case 2:
        return identify(socket, record(frame['d']))
      case 3:
        return
      case 6:
        return resume(socket, record(frame['d']))
      default:
        close(socket, 4001, `unknown opcode ${String(frame['op'])}`)
    }
  }

  function identify(socket: WebSocket, data: Json): void {
    if (text(data['token']) !== token || !state.tokenGood) return close(socket, 4004, 'authentication failed')
    // https://discord.com/developers/docs/events/gateway#privileged-intents: 4014 where they were not granted.
    const privileged = (1 << 1) | (1 << 8) | (1 << 15)
    if ((Number(data['intents']) & privileged) !== 0) return close(socket, 4014, 'privileged intents')
    const now = state.now()
    if (now - lastIdentify < identifyEveryMs) {
      state.violations.push({ rule: 'one identify in five seconds', detail: `${now - lastIdentify} ms` })
      return send(socket, { op: 9, d: false })
    }
    lastIdentify = now
    // "1000 IDENTIFY calls … in a 24-hour period; your bot token will be reset".
    if (state.startsLeft <= 0) {
      state.tokenGood = false
      return close(socket, 4004, 'a thousand identifies a day')
    }
    state.startsLeft -= 1
    identifies += 1
    const [number = 0, of = 1] = list(data['shard']).map(Number)
    const session: Session = { id: randomUUID(), shard: [number, of], seq: 0, sent: [] }
    for (const old of sessions.values()) if (old.shard[0] === number) sessions.delete(old.id)
    sessions.set(session.id, session)
    sockets.set(socket, session)
    const isHome = isOf(session, guildId)
    dispatchTo(socket, session, 'READY', {
      v: 10,
      user: bot(),
      guilds: isHome ? [{ id: guildId, unavailable: true }] : [],
      session_id: session.id,
      resume_gateway_url: url(),
      shard: session.shard,
      application: { id: applicationId, flags: 0 },
    })
    if (isHome) dispatchTo(socket, session, 'GUILD_CREATE', guild(state))
  }

  function resume(socket: WebSocket, data: Json): void {
    const session = sessions.get(text(data['session_id']))
    if (!session || gateway.refuseResumes) return send(socket, { op: 9, d: false })
    resumes += 1
    sockets.set(socket, session)
    for (const { seq, frame } of session.sent) if (seq > Number(data['seq'])) socket.send(frame)
    dispatchTo(socket, session, 'RESUMED', {})
  }

  function dispatchTo(socket: WebSocket, session: Session, type: string, data: unknown): void {
    socket.send(keep(session, type, data))
  }

  function keep(session: Session, type: string, data: unknown): string {
    session.seq += 1
    const frame = JSON.stringify({ op: 0, t: type, s: session.seq, d: data })
    session.sent.push({ seq: session.seq, frame })
    return frame
  }

  function close(socket: WebSocket, code: number, rule: string): void {
    state.violations.push({ rule, detail: String(code) })
    socket.close(code)
  }

  return gateway
}

/** https://discord.com/developers/docs/events/gateway#sharding-sharding-formula */
function isOf({ shard: [number, of] }: Session, home: string | undefined): boolean {
  return (home === undefined ? 0 : Number((BigInt(home) >> 22n) % BigInt(of))) === number
}

function send(socket: WebSocket, frame: Json): void {
  socket.send(JSON.stringify(frame))
}
