import type { SentRef } from '#src/ports.ts'
import type { DiscordMessage } from '#adapters/discord/message.ts'

/**
 * Where a message stands. A reply's channel is its thread: to Discord, a thread is one. The root of a forum post has
 * its thread as channel and as `thread`, and its id. Conversations have no server: https://discord.com/channels/@me/…
 */
export function sentRef(message: DiscordMessage, guild: string | undefined, thread?: string): SentRef {
  const { id, channel_id: channel } = message
  return {
    channel,
    id,
    ...(thread !== undefined && channel === thread && { thread }),
    url: `https://discord.com/channels/${guild ?? '@me'}/${channel}/${id}`,
  }
}
