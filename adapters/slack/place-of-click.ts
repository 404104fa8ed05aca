import type { BlockAction } from '@slack/bolt'
import type { Place } from '#adapters/slack/place.ts'

/** Where a button stands. `thread`: its post is a reply in the thread of that root, so an answer belongs there too. */
export interface ClickPlace extends Place {
  readonly thread: string | undefined
  /** The message that the button belongs to, also where only one person sees it. */
  readonly message: string | undefined
}

/** A private answer is no post: it has no thread of its own, though it may have been shown in one. */
export function placeOfClick(body: BlockAction): ClickPlace {
  const thread = word(body.message?.['thread_ts']) ?? word(body.container['thread_ts'])
  const isEphemeral = body.container['is_ephemeral'] === true
  const about = thread ?? (isEphemeral ? undefined : body.message?.ts)
  const user = { id: body.user.id, name: body.user.name ?? body.user.username }
  return { channel: body.channel?.id, user, about, thread, message: word(body.container['message_ts']) }
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
