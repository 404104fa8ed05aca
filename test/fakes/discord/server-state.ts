/* What a Discord server remembers. */

export interface Channel {
  readonly id: string
  readonly parentId: string | undefined
  name: string
  /** Refuses us with this JSON code: 50001 missing access, 50013 missing permission. */
  closed: number | undefined
  archived: boolean
  locked: boolean
  readonly messages: Message[]
}

export interface Message {
  readonly id: string
  readonly nonce: string | undefined
  readonly repliesTo: string | undefined
  readonly at: number
  body: Readonly<Record<string, unknown>>
  edits: number
  readonly from: 'bot' | 'interaction'
}

export interface State {
  readonly channels: Map<string, Channel>
  readonly violations: { readonly rule: string; readonly detail: string }[]
  readonly calls: Map<string, number>
  commands: readonly unknown[]
  /** 401, 403 and 429 are counted; 10,000 in ten minutes end in a ban. */
  invalid: number
  tokenGood: boolean
  /** Threads open at once; a server may have 1,000. */
  mostThreads: number
}

export const token = 'MTExMTExMTExMTExMTExMTEx.stand.in'
export const applicationId = '111111111111111111'
export const guildId = '222222222222222222'

export function newState(): State {
  return {
    channels: new Map(),
    violations: [],
    calls: new Map(),
    commands: [],
    invalid: 0,
    tokenGood: true,
    mostThreads: 1000,
  }
}

export function addChannel(state: State, id: string, how: Partial<Omit<Channel, 'id' | 'messages'>> = {}): Channel {
  const known = state.channels.get(id)
  if (known) return Object.assign(known, how)
  const channel: Channel = {
    id,
    parentId: undefined,
    name: 'lists',
    closed: undefined,
    archived: false,
    locked: false,
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
  return String((BigInt(now - 1_420_070_400_000) << 22n) | BigInt(increment))
}
