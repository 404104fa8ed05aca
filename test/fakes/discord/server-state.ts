/* What a Discord server remembers. */

export interface Channel {
  readonly id: string
  /** https://discord.com/developers/docs/resources/channel#channel-object-channel-types: 0 text, 1 direct, 11 thread, 15 forum. */
  readonly type: number
  readonly parentId: string | undefined
  name: string
  /** Refuses us with this JSON code: 50001 missing access, 50013 missing permission. */
  closed: number | undefined
  archived: boolean
  /** When that last changed. */
  archivedAt: number
  locked: boolean
  /** Of a forum. */
  tags: readonly { readonly id: string; readonly name: string; readonly moderated?: boolean }[]
  requiresTag: boolean
  /** Of a forum's post. */
  appliedTags: readonly string[]
  archiveMinutes: number
  readonly messages: Message[]
}

export interface Message {
  readonly id: string
  readonly nonce: string | undefined
  readonly repliesTo: string | undefined
  readonly at: number
  body: Readonly<Record<string, unknown>>
  edits: number
  /** When it was edited lately. */
  readonly editedAt: number[]
  readonly from: 'bot' | 'interaction'
  readonly files: readonly SentFile[]
  /** The post whose button brought this answer. */
  readonly through?: string | undefined
}

/** A file that came with a message. */
export interface SentFile {
  readonly name: string
  readonly type: string
  readonly size: number
  /** The first bytes, by which its kind is known. */
  readonly head: string
  readonly text: string
}

export interface State {
  readonly channels: Map<string, Channel>
  /** Answers that only one person sees, by id. */
  readonly hidden: Map<string, { readonly channel: string; readonly message: Message }>
  readonly violations: { readonly rule: string; readonly detail: string }[]
  readonly calls: Map<string, number>
  /** By scope: everywhere, or a server. */
  readonly commands: Map<string, readonly unknown[]>
  /** 401, 403 and 429 are counted; 10,000 in ten minutes end in a ban. */
  invalid: number
  tokenGood: boolean
  /** Threads open at once; a server may have 1,000. */
  mostThreads: number
  /** New commands that a scope may still get today, of 200. */
  createsLeft: number
  /** Sign-ins left today, of 1,000. */
  startsLeft: number
  /** How many Discord recommends. */
  shards: number
  /** What the bot's role may do in the server. */
  permissions: bigint
  /** People of the server; whoever uses a command there is one. */
  readonly members: Set<string>
  /** People who take no direct messages. */
  readonly closedUsers: Set<string>
  /** Milliseconds that our clock is ahead, so that nobody has to wait. */
  aheadMs: number
  /** How many times faster than in life rates are counted. */
  speed: number
  now(): number
}

export const token = 'MTExMTExMTExMTExMTExMTEx.stand.in'
export const applicationId = '111111111111111111'
export const guildId = '222222222222222222'
export const ownerId = '333333333333333333'
/** Who asks, where a test does not say. */
export const askerId = '444444444444444444'

/** https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags */
export const may = {
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readHistory: 1n << 16n,
  createThreads: 1n << 35n,
  sendInThreads: 1n << 38n,
} as const

export function newState(): State {
  return {
    channels: new Map(),
    hidden: new Map(),
    violations: [],
    calls: new Map(),
    commands: new Map(),
    invalid: 0,
    tokenGood: true,
    mostThreads: 1000,
    createsLeft: 200,
    startsLeft: 1000,
    shards: 1,
    permissions: Object.values(may).reduce((all, one) => all | one),
    members: new Set([applicationId, ownerId, askerId]),
    closedUsers: new Set(),
    aheadMs: 0,
    speed: 1,
    now() {
      return Date.now() + this.aheadMs
    },
  }
}

export function addChannel(state: State, id: string, how: Partial<Omit<Channel, 'id' | 'messages'>> = {}): Channel {
  const known = state.channels.get(id)
  if (known) return Object.assign(known, how)
  const channel: Channel = {
    id,
    type: 0,
    parentId: undefined,
    name: 'lists',
    closed: undefined,
    archived: false,
    archivedAt: state.now(),
    locked: false,
    tags: [],
    requiresTag: false,
    appliedTags: [],
    archiveMinutes: 4320,
    ...how,
    messages: [],
  }
  state.channels.set(id, channel)
  return channel
}

let increment = 0

/** https://discord.com/developers/docs/reference#snowflakes */
export function snowflake(now: number): string {
  increment = (increment + 1) % 4096
  return String((BigInt(Math.floor(now) - 1_420_070_400_000) << 22n) | BigInt(increment))
}
