import type { StoredView } from './views.ts'

/* What a Slack workspace remembers, and who may do what in it. */

export interface Channel {
  readonly id: string
  isPrivate: boolean
  isMember: boolean
  isArchived: boolean
  /** Who made it. */
  creator: string
  readonly messages: Message[]
  /** What single people were shown: https://docs.slack.dev/reference/methods/chat.postEphemeral */
  readonly ephemerals: Ephemeral[]
}

export interface Message {
  readonly ts: string
  readonly threadTs: string | undefined
  text: string
  blocks: readonly unknown[]
  edits: number
  readonly deliveredBy: 'chat.postMessage' | 'response_url' | 'files.completeUploadExternal'
}

interface Ephemeral {
  readonly user: string
  readonly threadTs: string | undefined
  readonly text: string
  readonly blocks: readonly unknown[]
}

export interface User {
  name: string
  tz: string | undefined
  isAdmin: boolean
  isOwner: boolean
}

interface StoredFile {
  readonly name: string
  readonly length: number
  /** Set once the bytes have come. */
  bytes: Buffer | undefined
  /** Usable in blocks only from then on. */
  isComplete: boolean
}

export interface Workspace {
  readonly id: string
  readonly token: string
  readonly channels: Map<string, Channel>
  readonly users: Map<string, User>
  readonly files: Map<string, StoredFile>
  /** Modals by their ids. */
  readonly views: Map<string, StoredView>
  /** Home tabs by user. */
  readonly homes: Map<string, StoredView>
  /** When each trigger was handed out; gone once it was used. */
  readonly triggers: Map<string, { readonly at: number; readonly user: string }>
  scopes: string[]
  /** True once the token was taken away: every call is refused. */
  revoked: boolean
  /** Block types that this workspace does not know yet: it refuses them with invalid_blocks. */
  refusedBlocks: readonly string[]
  /** Every request that a well-behaved client would not have made. */
  readonly violations: { readonly rule: string; readonly detail: string }[]
  /** How often each method was called. */
  readonly calls: Map<string, number>
}

export const botToken = 'xoxb-stand-in'
export const appToken = 'xapp-stand-in'
export const signingSecret = 'stand-in-secret'

export function newWorkspace(id = 'T1', token = botToken): Workspace {
  return {
    id,
    token,
    channels: new Map(),
    users: new Map([['UASK', { name: 'asker', tz: 'Europe/Berlin', isAdmin: false, isOwner: false }]]),
    files: new Map(),
    views: new Map(),
    homes: new Map(),
    triggers: new Map(),
    scopes: ['chat:write', 'commands', 'channels:history', 'groups:history'],
    revoked: false,
    refusedBlocks: [],
    violations: [],
    calls: new Map(),
  }
}

export function addChannel(
  workspace: Workspace,
  id: string,
  how: Partial<Pick<Channel, 'isPrivate' | 'isMember' | 'isArchived' | 'creator'>> = {},
): Channel {
  const known = workspace.channels.get(id)
  if (known) return Object.assign(known, how)
  const channel = {
    id,
    isPrivate: false,
    isMember: true,
    isArchived: false,
    creator: 'UFOUNDER',
    ...how,
    messages: [],
    ephemerals: [],
  }
  workspace.channels.set(id, channel)
  return channel
}

/** The conversation with one person: https://docs.slack.dev/reference/methods/conversations.open */
export function directOf(workspace: Workspace, user: string): Channel {
  return addChannel(workspace, `D${user.slice(1)}`)
}

/** A channel that is not there and a private one that we are not in answer alike. */
export function visible(workspace: Workspace, id: string): Channel | undefined {
  const channel = workspace.channels.get(id)
  return channel && (channel.isMember || !channel.isPrivate) ? channel : undefined
}

let lastTs = 0

/** Slack's message ids: seconds with six decimals, unique in their channel. */
export function newTs(now: number): string {
  lastTs = Math.max(lastTs + 1, now * 1000)
  return `${Math.floor(lastTs / 1_000_000)}.${String(lastTs % 1_000_000).padStart(6, '0')}`
}
