import { Routes } from 'discord.js'
import type { ChannelId, SentRef } from '#src/ports.ts'
import type { Notice } from '#src/notice/notice.ts'
import { called, sayIt, type Delivery } from '#adapters/discord/delivery.ts'
import { hasCode, missing, threadError, tooManyThreads, unknownChannel } from '#adapters/discord/errors.ts'
import { postInForum } from '#adapters/discord/forum.ts'
import { markerOf, nonceOf } from '#adapters/discord/marker.ts'
import { readMessage, type DiscordMessage } from '#adapters/discord/message.ts'
import { sentRef } from '#adapters/discord/sent-ref.ts'

export interface Post {
  readonly to: ChannelId
  readonly notice: Notice
  readonly deliveryId: string
  readonly thread: SentRef | undefined
}

/** Posts a root into its channel, or a reply into the thread of its root, which is started when first needed. */
export async function postNotice(delivery: Delivery, post: Post): Promise<SentRef> {
  // Without this permission Discord takes the post and shows nothing of it.
  if (delivery.missing(post.to)?.includes('Embed Links')) throw missing('Embed Links')
  return called(delivery, post.to, 'channel', () =>
    post.thread ? reply(delivery, post, post.thread) : root(delivery, post),
  )
}

async function root(delivery: Delivery, post: Post): Promise<SentRef> {
  const place = await delivery.places.of(post.to)
  if (place.is === 'forum') return postInForum(delivery, place, post)
  const message = await create(delivery, place.id, post)
  delivery.threads.name(message.id, post.notice)
  return sentRef(message, place.guild)
}

async function reply(delivery: Delivery, post: Post, to: SentRef): Promise<SentRef> {
  const { id, guild, is } = await delivery.places.of(post.to)
  if (is === 'direct') return sentRef(await create(delivery, id, post, to), undefined)
  if (to.thread !== undefined) return sentRef(await inForumPost(delivery, post, to.thread), guild, to.thread)
  const thread = await threadOrUndefined(delivery, to)
  if (thread === undefined) return sentRef(await create(delivery, to.channel, post, to), guild)
  try {
    return sentRef(await create(delivery, thread, post), guild, thread)
  } catch (error) {
    // Somebody deleted the thread; Discord makes no second one from the same message.
    if (!hasCode(error, unknownChannel)) throw error
    delivery.threads.forget(to.id)
    return sentRef(await create(delivery, to.channel, post, to), guild)
  }
}

/** A forum post that is gone takes its replies along; the forum itself is as well as before. */
async function inForumPost(delivery: Delivery, post: Post, thread: string): Promise<DiscordMessage> {
  try {
    return await create(delivery, thread, post)
  } catch (error) {
    if (!hasCode(error, unknownChannel)) throw error
    throw threadError('thread_not_found', error)
  }
}

/** A server may have no more than a thousand open threads; then a reply stands in the channel and names its root. */
async function threadOrUndefined({ threads }: Delivery, to: SentRef): Promise<string | undefined> {
  try {
    return await threads.open(to)
  } catch (error) {
    if (hasCode(error, tooManyThreads)) return undefined
    throw error
  }
}

async function create({ rest }: Delivery, channel: string, post: Post, repliesTo?: SentRef): Promise<DiscordMessage> {
  return sayIt(post.notice, markerOf(post.deliveryId), async ({ body, files }) => {
    const message = {
      ...body,
      nonce: nonceOf(post.deliveryId),
      enforce_nonce: true,
      ...(repliesTo && { message_reference: { message_id: repliesTo.id, fail_if_not_exists: false } }),
    }
    return readMessage(await rest.post(Routes.channelMessages(channel), { body: message, files }))
  })
}
