/* What a Slack workspace remembers, and who may do what in it. */

export interface Channel {
  readonly id: string
  isPrivate: boolean
  isMember: boolean
  isArchived: boolean
  readonly messages: Message[]
}

export interface Message {
  readonly ts: string
  readonly threadTs: string | undefined
  text: string
  blocks: readonly unknown[]
  edits: number
  readonly deliveredBy: 'chat.postMessage' | 'response_url'
}

export interface Workspace {
  readonly channels: Map<string, Channel>
  scopes: string[]
  /** True once the token was taken away: every call is refused. */
  revoked: boolean
  /** Every request that a well-behaved client would not have made. */
  readonly violations: { readonly rule: string; readonly detail: string }[]
  /** How often each method was called. */
  readonly calls: Map<string, number>
}

export const botToken = 'xoxb-stand-in'
export const appToken = 'xapp-stand-in'
export const signingSecret = 'stand-in-secret'

export function newWorkspace(): Workspace {
  return {
    channels: new Map(),
    scopes: ['chat:write', 'commands', 'channels:history', 'groups:history'],
    revoked: false,
    violations: [],
    calls: new Map(),
  }
}

export function addChannel(
  workspace: Workspace,
  id: string,
  how: Partial<Pick<Channel, 'isPrivate' | 'isMember' | 'isArchived'>> = {},
): Channel {
  const known = workspace.channels.get(id)
  if (known) return Object.assign(known, how)
  const channel = { id, isPrivate: false, isMember: true, isArchived: false, ...how, messages: [] }
  workspace.channels.set(id, channel)
  return channel
}

let lastTs = 0

/** Slack's message ids: seconds with six decimals, unique in their channel. */
export function newTs(now: number): string {
  lastTs = Math.max(lastTs + 1, now * 1000)
  return `${Math.floor(lastTs / 1_000_000)}.${String(lastTs % 1_000_000).padStart(6, '0')}`
}
