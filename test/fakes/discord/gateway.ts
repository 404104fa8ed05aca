import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { parseJson, record, text, type Json } from '../json.ts'
import { applicationId, guildId, token, type State } from './server-state.ts'

/* https://discord.com/developers/docs/events/gateway */

const heartbeatMs = 41_250
/** "Apps are limited to one IDENTIFY per 5 seconds" and shard; 120 events a minute; payloads of 4096 bytes. */
const identifyEveryMs = 5000
const mostPerMinute = 120
const largestPayload = 4096

interface Session {
  readonly id: string
  seq: number
  readonly sent: { readonly seq: number; readonly frame: string }[]
}

export interface Gateway {
  /** Resumes are refused while true. */
  refuseResumes: boolean
  /** Heartbeats are not answered while true, as on a line that is cut but not closed. */
  deaf: boolean
  connected(socket: WebSocket): void
  dispatch(type: string, data: unknown): void
  disconnect(how: 'drop' | 'reconnect' | 'invalid session'): void
  counts(): { connections: number; identifies: number; resumes: number }
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
      let minute = Date.now()
      send(socket, { op: 10, d: { heartbeat_interval: heartbeatMs }, s: null, t: null })
      socket.on('close', () => sockets.delete(socket))
      socket.on('message', (data: Buffer) => {
        if (data.length > largestPayload) return close(socket, 4002, 'payload of at most 4096 bytes')
        if (Date.now() - minute > 60_000) {
          minute = Date.now()
          events = 0
        }
        events += 1
        if (events > mostPerMinute) return close(socket, 4008, 'at most 120 events a minute')
        receive(socket, record(parseJson(data.toString())))
      })
    },
    dispatch(type, data) {
      for (const [socket, session] of sockets) if (session) dispatchTo(socket, session, type, data)
      // A session without a socket gets its events when it resumes.
      for (const session of sessions.values()) {
        if (![...sockets.values()].includes(session)) keep(session, type, data)
      }
    },
    disconnect(how) {
      for (const socket of sockets.keys()) {
        if (how === 'drop') socket.terminate()
        else if (how === 'reconnect') send(socket, { op: 7, d: null })
        else send(socket, { op: 9, d: false })
      }
    },
    counts: () => ({ connections: sockets.size, identifies, resumes }),
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
    const now = Date.now()
    if (now - lastIdentify < identifyEveryMs) {
      state.violations.push({ rule: 'one identify in five seconds', detail: `${now - lastIdentify} ms` })
      return send(socket, { op: 9, d: false })
    }
    lastIdentify = now
    identifies += 1
    const session: Session = { id: randomUUID(), seq: 0, sent: [] }
    sessions.clear()
    sessions.set(session.id, session)
    sockets.set(socket, session)
    dispatchTo(socket, session, 'READY', {
      v: 10,
      user: { id: applicationId, username: 'kvm', discriminator: '0', global_name: null, avatar: null, bot: true },
      guilds: [{ id: guildId, unavailable: true }],
      session_id: session.id,
      resume_gateway_url: url(),
      application: { id: applicationId, flags: 0 },
    })
    dispatchTo(socket, session, 'GUILD_CREATE', guild(state))
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

function send(socket: WebSocket, frame: Json): void {
  socket.send(JSON.stringify(frame))
}

/** https://discord.com/developers/docs/resources/guild#guild-object, as far as a client needs it. */
function guild(state: State): Json {
  const channels = [...state.channels.values()].filter(({ parentId }) => parentId === undefined)
  return {
    id: guildId,
    name: 'stand-in',
    owner_id: '333333333333333333',
    roles: [
      {
        id: guildId,
        name: '@everyone',
        permissions: '0',
        position: 0,
        color: 0,
        hoist: false,
        managed: false,
        mentionable: false,
        flags: 0,
      },
    ],
    emojis: [],
    features: [],
    stickers: [],
    members: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    threads: [],
    member_count: 2,
    joined_at: '2026-01-01T00:00:00.000Z',
    large: false,
    unavailable: false,
    preferred_locale: 'en-US',
    channels: channels.map((channel) => channelObject(channel.id, channel.name)),
  }
}

export function channelObject(id: string, name: string): Json {
  return {
    id,
    type: 0,
    guild_id: guildId,
    name,
    position: 0,
    permission_overwrites: [],
    parent_id: null,
    topic: null,
    nsfw: false,
  }
}
