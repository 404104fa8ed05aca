import { REST, Routes } from 'discord.js'
import { UncertainError, type ChannelId, type ErrorScope, type SentRef } from '#src/ports.ts'
import type { Notice } from '#src/notice/notice.ts'
import { renderEmbed, renderPlain, type DiscordContent } from '#adapters/discord/embeds.ts'
import {
  deliveryError,
  hasCode,
  refusesContent,
  threadArchived,
  tooManyThreads,
  unknownChannel,
} from '#adapters/discord/errors.ts'
import { markerOf, nonceOf, snowflakeAt } from '#adapters/discord/marker.ts'
import type { DiscordSettings } from '#adapters/discord/settings.ts'
import { readMessage, readMessages, type DiscordMessage } from '#adapters/discord/message.ts'
import { unarchive, type Threads } from '#adapters/discord/threads.ts'

/** Longest wait that the client may sleep through by itself; anything longer comes back to the core's lanes. */
const longestSleepMs = 2000

/**
 * The client that posts. It repeats nothing by itself and hands long waits back: discord.js would otherwise send a
 * timed-out post again and sleep inside a call for as long as Discord asks.
 */
export function deliveryRest(settings: DiscordSettings): REST {
  return new REST({
    api: settings.apiUrl,
    retries: 0,
    timeout: settings.timeoutMs ?? 15_000,
    rejectOnRateLimit: ({ retryAfter, sublimitTimeout }) => Math.max(retryAfter, sublimitTimeout) > longestSleepMs,
  }).setToken(settings.token)
}

/** What posts need to know: the client, what threads there are, and the server of each channel for links. */
export interface Delivery {
  readonly rest: REST
  readonly threads: Threads
  guildOf(channel: ChannelId): string | undefined
  /** Our own user id. */
  self(): string
}

interface Post {
  readonly to: ChannelId
  readonly notice: Notice
  readonly deliveryId: string
  readonly thread: SentRef | undefined
}

/** Posts a root into its channel, or a reply into the thread of its root, which is started when first needed. */
export async function postNotice(delivery: Delivery, post: Post): Promise<SentRef> {
  const root = post.thread
  if (!root) return called('channel', async () => sentRef(delivery, await create(delivery, post.to, post), undefined))
  return called('channel', async () => {
    const thread = await threadOrUndefined(delivery, root)
    if (thread === undefined) return sentRef(delivery, await create(delivery, root.channel, post, root), root)
    try {
      return sentRef(delivery, await create(delivery, thread, post), root)
    } catch (error) {
      // Somebody deleted the thread; Discord makes no second one from the same message.
      if (!hasCode(error, unknownChannel)) throw error
      delivery.threads.forget(root.id)
      return sentRef(delivery, await create(delivery, root.channel, post, root), root)
    }
  })
}

/** A server may have no more than a thousand open threads; then a reply stands in the channel and names its root. */
async function threadOrUndefined({ threads }: Delivery, root: SentRef): Promise<string | undefined> {
  try {
    return await threads.open(root)
  } catch (error) {
    if (hasCode(error, tooManyThreads)) return undefined
    throw error
  }
}

async function create({ rest }: Delivery, channel: string, post: Post, repliesTo?: SentRef): Promise<DiscordMessage> {
  return withPlainFallback(post.notice, markerOf(post.deliveryId), async (content) => {
    const body = {
      ...content,
      nonce: nonceOf(post.deliveryId),
      enforce_nonce: true,
      ...(repliesTo && { message_reference: { message_id: repliesTo.id, fail_if_not_exists: false } }),
    }
    return readMessage(await rest.post(Routes.channelMessages(channel), { body }))
  })
}

export async function editNotice({ rest }: Delivery, sent: SentRef, notice: Notice, deliveryId: string): Promise<void> {
  const route = Routes.channelMessage(sent.channel, sent.id)
  const edit = (): Promise<unknown> =>
    withPlainFallback(notice, markerOf(deliveryId), (content) => rest.patch(route, { body: content }))
  await called('message', async () => {
    try {
      await edit()
    } catch (error) {
      if (!hasCode(error, threadArchived) || sent.thread === undefined) throw error
      await unarchive(rest, sent.thread)
      await edit()
    }
  })
}

async function withPlainFallback<T>(
  notice: Notice,
  marker: string,
  call: (content: DiscordContent) => Promise<T>,
): Promise<T> {
  try {
    return await call(renderEmbed(notice, marker))
  } catch (error) {
    if (!refusesContent(error)) throw error
    return call(renderPlain(notice, marker))
  }
}

async function called<T>(limited: ErrorScope, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw deliveryError(error, limited)
  }
}

const pageSize = 100
const mostPages = 10

/**
 * Our post that carries the delivery's marker, among those since `since` (with five seconds for clocks that differ).
 * Needs READ_MESSAGE_HISTORY; the embeds of our own messages are readable without the message content intent.
 */
export async function findPost(
  delivery: Delivery,
  wanted: {
    readonly to: ChannelId
    readonly deliveryId: string
    readonly since: number
    readonly thread: SentRef | undefined
  },
): Promise<SentRef | undefined> {
  const after = snowflakeAt(wanted.since - 5000)
  const root = wanted.thread
  return called('channel', async () => {
    if (root) {
      const inThread = await search(delivery, root.id, wanted.deliveryId, after)
      if (inThread) return sentRef(delivery, inThread, root)
    }
    const inChannel = await search(delivery, root?.channel ?? wanted.to, wanted.deliveryId, after)
    return inChannel && sentRef(delivery, inChannel, root)
  })
}

async function search(
  delivery: Delivery,
  channel: string,
  deliveryId: string,
  since: string,
): Promise<DiscordMessage | undefined> {
  let after = since
  for (let page = 0; page < mostPages; page += 1) {
    const query = new URLSearchParams({ after, limit: String(pageSize) })
    const messages = await messagesOf(delivery.rest, channel, query)
    const found = messages.find(
      (message) => message.author.id === delivery.self() && carriesMarker(message, deliveryId),
    )
    if (found || messages.length < pageSize) return found
    after = messages
      .map(({ id }) => BigInt(id))
      .reduce((a, b) => (a > b ? a : b))
      .toString()
  }
  throw new UncertainError(`not found among ${pageSize * mostPages} posts, and there are more`)
}

/** A thread that was never started holds nothing. */
async function messagesOf(rest: REST, channel: string, query: URLSearchParams): Promise<readonly DiscordMessage[]> {
  try {
    return readMessages(await rest.get(Routes.channelMessages(channel), { query }))
  } catch (error) {
    if (hasCode(error, unknownChannel)) return []
    throw error
  }
}

function carriesMarker(message: DiscordMessage, deliveryId: string): boolean {
  const marker = markerOf(deliveryId)
  return message.nonce === nonceOf(deliveryId) || message.embeds.some(({ footer }) => footer?.text === marker)
}

/** A reply's channel is its thread: to Discord, a thread is one. Its server is that of the root's channel. */
function sentRef(delivery: Delivery, message: DiscordMessage, root: SentRef | undefined): SentRef {
  const { id, channel_id: channel } = message
  const guild = delivery.guildOf(root?.channel ?? channel)
  return {
    channel,
    id,
    ...(root && channel === root.id && { thread: root.id }),
    ...(guild !== undefined && { url: `https://discord.com/channels/${guild}/${channel}/${id}` }),
  }
}
