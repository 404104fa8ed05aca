import { webApi, type Logger } from '@slack/bolt'
import { PermanentError, UncertainError, type ChannelId, type ErrorScope, type SentRef } from '#src/ports.ts'
import type { Notice } from '#src/notice/notice.ts'
import { renderBlocks, renderPlain, type SlackContent } from '#adapters/slack/blocks.ts'
import { deliveryError, refusesContent } from '#adapters/slack/errors.ts'
import { carriesMarker, markerOf } from '#adapters/slack/marker.ts'
import type { SlackSettings } from '#adapters/slack/settings.ts'

/**
 * The client that posts. Slack has no idempotency key, so it must never repeat a call by itself (the library's default
 * does so ten times), nor sleep through a 429, which would hold up every other channel as well.
 */
export function deliveryClient(settings: SlackSettings, logger: Logger): webApi.WebClient {
  return new webApi.WebClient(settings.botToken, {
    slackApiUrl: settings.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: settings.timeoutMs ?? 15_000,
    logger,
  })
}

/** Nothing of a message may unfurl, format by itself, link or mention. */
const quiet = { unfurl_links: false, unfurl_media: false, mrkdwn: false } as const

export async function postNotice(
  client: webApi.WebClient,
  post: {
    readonly to: ChannelId
    readonly notice: Notice
    readonly deliveryId: string
    readonly thread: SentRef | undefined
  },
  workspaceUrl: string,
): Promise<SentRef> {
  const marker = markerOf(post.deliveryId)
  const thread = post.thread && (post.thread.thread ?? post.thread.id)
  // A reply goes where its root is, also when Slack has given the channel a new id since.
  const channel = post.thread?.channel ?? post.to
  const answer = await withPlainFallback('channel', post.notice, marker, (content) =>
    client.chat.postMessage({ channel, ...content, ...quiet, ...(thread && { thread_ts: thread }) }),
  )
  if (!answer.ts || !answer.channel)
    throw new PermanentError('Slack names no message', { scope: 'message', reason: 'no_ts' })
  return sentRef(workspaceUrl, answer.channel, answer.ts, thread)
}

export async function editNotice(
  client: webApi.WebClient,
  sent: SentRef,
  notice: Notice,
  deliveryId: string,
): Promise<void> {
  const marker = markerOf(
    deliveryId,
    JSON.stringify(notice, (_, value: unknown) => (value instanceof Uint8Array ? '' : value)),
  )
  await withPlainFallback('message', notice, marker, (content) =>
    client.chat.update({ channel: sent.channel, ts: sent.id, ...content }),
  )
}

/** Sends the blocks; where Slack refuses the content itself, sends the plain form once. */
async function withPlainFallback<T>(
  limited: ErrorScope,
  notice: Notice,
  marker: string,
  call: (content: SlackContent) => Promise<T>,
): Promise<T> {
  try {
    try {
      return await call(renderBlocks(notice, marker))
    } catch (error) {
      if (!refusesContent(error)) throw error
      return await call(renderPlain(notice, marker))
    }
  } catch (error) {
    throw deliveryError(error, limited)
  }
}

const pageSize = 100
const mostPages = 10

/**
 * The post that carries the delivery's marker, among those since `since` (with five seconds for clocks that differ) in
 * the channel or in its root's thread. Needs channels:history (groups:history for private channels).
 */
export async function findPost(
  client: webApi.WebClient,
  wanted: {
    readonly to: ChannelId
    readonly deliveryId: string
    readonly since: number
    readonly thread: SentRef | undefined
  },
  workspaceUrl: string,
): Promise<SentRef | undefined> {
  const thread = wanted.thread && (wanted.thread.thread ?? wanted.thread.id)
  const channel = wanted.thread?.channel ?? wanted.to
  const oldest = String(Math.max(0, wanted.since - 5000) / 1000)
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const range = { channel, oldest, limit: pageSize, inclusive: true, ...(cursor && { cursor }) }
    const answer = await readPage(client, range, thread)
    const found = answer.messages?.find((message) => carriesMarker(message.blocks ?? [], wanted.deliveryId))
    if (found?.ts) return sentRef(workspaceUrl, channel, found.ts, thread)
    cursor = answer.response_metadata?.next_cursor
    if (!cursor) return undefined
  }
  throw new UncertainError(`not found among the newest ${pageSize * mostPages} posts, and there are more`)
}

interface Page {
  readonly messages?: readonly { readonly ts?: string; readonly blocks?: readonly { readonly block_id?: string }[] }[]
  readonly response_metadata?: { readonly next_cursor?: string }
}

async function readPage(
  client: webApi.WebClient,
  range: { channel: string; oldest: string; limit: number; inclusive: boolean; cursor?: string },
  thread: string | undefined,
): Promise<Page> {
  try {
    if (thread === undefined) return await client.conversations.history(range)
    return await client.conversations.replies({ ...range, ts: thread })
  } catch (error) {
    const meant = deliveryError(error, 'channel')
    // Public and private channels have scopes of their own: what is missing for one must not stop the others.
    if (meant instanceof PermanentError && meant.reason === 'missing_scope') {
      throw new PermanentError(meant.message, { scope: 'channel', reason: 'missing_scope', cause: error })
    }
    throw meant
  }
}

/** https://docs.slack.dev/reference/methods/chat.getPermalink gives the same form; building it saves a call a post. */
function sentRef(workspaceUrl: string, channel: ChannelId, ts: string, thread: string | undefined): SentRef {
  const address = `${workspaceUrl}archives/${channel}/p${ts.replace('.', '')}`
  if (thread === undefined) return { channel, id: ts, url: address }
  return { channel, id: ts, thread, url: `${address}?thread_ts=${thread}&cid=${channel}` }
}
