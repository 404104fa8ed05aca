import { Routes, type REST } from 'discord.js'
import { CannotAskError, UncertainError, type ChannelId, type SentRef } from '#src/ports.ts'
import { called, type Delivery } from '#adapters/discord/delivery.ts'
import { hasCode, unknownChannel } from '#adapters/discord/errors.ts'
import { findInForum } from '#adapters/discord/forum.ts'
import { carriesMarker, snowflakeAt } from '#adapters/discord/marker.ts'
import { readMessages, type DiscordMessage } from '#adapters/discord/message.ts'
import { sentRef } from '#adapters/discord/sent-ref.ts'

/** https://discord.com/developers/docs/resources/message#get-channel-messages */
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
  const { to, deliveryId, thread: root } = wanted
  // Without this permission Discord answers that there is nothing.
  if (delivery.missing(to)?.includes('Read Message History'))
    throw new CannotAskError('the bot lacks Read Message History')
  return called(delivery, to, 'channel', async () => {
    const place = await delivery.places.of(to)
    if (root && place.is !== 'direct') {
      const inThread = await search(delivery, root.id, deliveryId, after)
      if (inThread) return sentRef(inThread, place.guild, root.id)
    }
    if (place.is === 'forum') return root ? undefined : findInForum(delivery, place, { deliveryId, after })
    const inChannel = await search(delivery, root?.channel ?? place.id, deliveryId, after)
    return inChannel && sentRef(inChannel, place.guild)
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
