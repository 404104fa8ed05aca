import type { Event } from '#src/events/event.ts'
import { isRobot } from '#src/mail/is-robot.ts'
import type { ListMail } from '#src/patch/list-mail.ts'

export type ReviewEvent = Extract<Event, { is: 'review' }>

/** One reviewer's mails of so short a time are one post, as they were one sitting. Milliseconds. */
const sittingMs = 5 * 60_000

export interface ReviewGroup {
  readonly event: ReviewEvent
  readonly mails: readonly ListMail[]
  /** It was there before and has the same mails as then. */
  readonly isUnchanged: boolean
}

/**
 * Puts replies that are in no event yet into the event of the same sitting, or into a new one. Events keep their id,
 * which is that of their first mail, so that a mail that comes late only edits the post.
 */
export function groupReviews(
  place: { readonly list: string; readonly seriesKey: string },
  replies: readonly ListMail[],
  before: readonly ReviewEvent[],
): readonly ReviewGroup[] {
  const byId = new Map(replies.map((mail) => [mail.messageId, mail]))
  const grouped = new Set(before.flatMap((event) => event.messageIds))
  const groups = before.map((event) => ({
    event,
    mails: event.messageIds.flatMap((id) => byId.get(id) ?? []),
    isUnchanged: true,
  }))
  const fresh = replies
    .filter((mail) => !grouped.has(mail.messageId) && !isRobot(mail.from))
    .sort((a, b) => a.receivedAt - b.receivedAt || (a.messageId < b.messageId ? -1 : 1))
  for (const mail of fresh) {
    const open = groups.find(({ mails: [first] }) => first !== undefined && isSameSitting(first, mail))
    if (open === undefined) {
      const event: ReviewEvent = {
        id: `review:${place.seriesKey}:${mail.messageId}`,
        ...place,
        at: mail.receivedAt,
        is: 'review',
        messageIds: [mail.messageId],
      }
      groups.push({ event, mails: [mail], isUnchanged: false })
    } else {
      open.mails.push(mail)
      open.event = { ...open.event, messageIds: open.mails.map(({ messageId }) => messageId) }
      open.isUnchanged = false
    }
  }
  return groups
}

function isSameSitting(first: ListMail, next: ListMail): boolean {
  return (
    first.from.email.toLowerCase() === next.from.email.toLowerCase() &&
    Math.abs(next.receivedAt - first.receivedAt) <= sittingMs
  )
}
