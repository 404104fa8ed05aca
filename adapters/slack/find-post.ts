import { CannotAskError, PermanentError, UncertainError, type ChannelId, type SentRef } from '#src/ports.ts'
import { meaning } from '#adapters/slack/delivery.ts'
import { innerId } from '#adapters/slack/ids.ts'
import { carriesMarker } from '#adapters/slack/marker.ts'
import { sentRef } from '#adapters/slack/sent-ref.ts'
import { mayUse, type Workspace } from '#adapters/slack/workspace.ts'

/** The most that Slack recommends: https://docs.slack.dev/reference/methods/conversations.history#arg_limit */
const pageSize = 200
const mostPages = 5
/** Clocks are set right meanwhile, and a look at a few more posts costs nothing: the marker tells. */
const marginMs = 5 * 60_000

interface Wanted {
  readonly to: ChannelId
  readonly deliveryId: string
  readonly since: number
  readonly thread: SentRef | undefined
}

/**
 * The post that carries the delivery's marker, among those since `since` by our clock, in the channel or in its root's
 * thread. Needs channels:history (groups:history for private channels, im:history for
 * people; without that one it answers undefined: a note told twice is better than a person never told again).
 */
export async function findPost(workspace: Workspace, wanted: Wanted): Promise<SentRef | undefined> {
  const thread = wanted.thread && (wanted.thread.thread ?? wanted.thread.id)
  const { id, direct } = innerId(wanted.thread?.channel ?? wanted.to)
  if ((direct || id.startsWith('D')) && !mayUse(workspace, 'im:history')) return undefined
  try {
    const channel = direct ? await conversationWith(workspace, id) : id
    const ts = await findMarker(workspace, { ...wanted, channel, thread })
    return ts === undefined ? undefined : sentRef(workspace, channel, ts, thread)
  } catch (error) {
    const meant = meaning(error, 'channel', { direct, workspace })
    // Public and private channels have scopes of their own; none is needed to post there.
    if (meant instanceof PermanentError && meant.reason === 'missing_scope')
      throw new CannotAskError('the app lacks the scope to read this channel', { cause: error })
    throw meant
  }
}

/** Opens the conversation with a person, or finds the one there is. Needs im:write. */
export async function conversationWith({ client }: Workspace, user: string): Promise<string> {
  const { channel } = await client.conversations.open({ users: user })
  if (typeof channel?.id !== 'string') throw new UncertainError('Slack names no conversation')
  return channel.id
}

async function findMarker(
  workspace: Workspace,
  {
    deliveryId,
    since,
    channel,
    thread,
  }: Omit<Wanted, 'to' | 'thread'> & { channel: string; thread: string | undefined },
): Promise<string | undefined> {
  const { client, clock, skew } = workspace
  const oldest = Math.max(0, since - skew.aheadMs - marginMs) / 1000
  // Where our clock was set back meanwhile, `since` tells nothing: the whole thread is looked through.
  const oldestReply = since > clock.now() ? 0 : oldest
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const range = { channel, limit: pageSize, inclusive: true, ...(cursor && { cursor }) }
    // A channel comes newest first, so its newest page is looked at whatever clocks say; a thread comes oldest first.
    const answer =
      thread === undefined
        ? await client.conversations.history(range)
        : await client.conversations.replies({ ...range, ts: thread, oldest: String(oldestReply) })
    const messages = readMessages(answer.messages)
    const found = messages.find(({ blocks }) => carriesMarker(blocks, deliveryId))
    if (found) return found.ts
    cursor = answer.response_metadata?.next_cursor
    const isPast = thread === undefined && messages.some(({ ts }) => Number(ts) < oldest)
    if (!cursor || isPast) return undefined
  }
  throw new UncertainError(`not found among the newest ${pageSize * mostPages} posts, and there are more`)
}

interface Message {
  readonly ts: string
  readonly blocks: readonly { readonly block_id?: string }[]
}

/** Messages that cannot be read do not show that a post is missing. */
function readMessages(messages: unknown): readonly Message[] {
  if (!Array.isArray(messages) || !messages.every(isMessage))
    throw new UncertainError('Slack does not tell what is there')
  return messages.map(({ ts, blocks = [] }) => ({ ts, blocks }))
}

function isMessage(message: unknown): message is Pick<Message, 'ts'> & Partial<Message> {
  if (typeof message !== 'object' || message === null) return false
  const { ts, blocks }: { ts?: unknown; blocks?: unknown } = message
  return typeof ts === 'string' && (blocks === undefined || (Array.isArray(blocks) && blocks.every(isBlock)))
}

function isBlock(block: unknown): boolean {
  if (typeof block !== 'object' || block === null) return false
  return !('block_id' in block) || typeof block.block_id === 'string'
}
