import { emailKey, sameEmail } from '#src/mail/address.ts'
import { isRobot } from '#src/mail/is-robot.ts'
import type { ListMail, Trailer } from '#src/patch/list-mail.ts'
import { isConditional } from '#src/series/conditional.ts'
import { wordsOfName } from '#src/series/person.ts'
import type { Review } from '#src/series/revision.ts'
import { personOf } from '#src/series/trailer-person.ts'

/** Trailers by which people speak about a patch. Others in a reply (`Fixes:`, `Link:`) are talk about its text. */
const spokenBy =
  /^(reviewed|acked|tested|nacked|naked|reported|suggested|signed-off|co-developed|[a-z]+(-[a-z]+)*)-by$/i

/**
 * The review trailers of a reply. All of them are listed; those that may not count carry their reason: another person
 * than the sender (`mismatch`), a condition (`conditional`), the author's own (`own`), a robot's suggestion (`robot`).
 *
 * @param patch the number of the patch answered, 0 for the cover
 * @param authors email addresses of who wrote or sent the series
 */
export function reviewsIn(reply: ListMail, patch: number, authors: readonly string[]): Review[] {
  const reviews: Review[] = []
  for (const trailer of reply.trailers) {
    if (!spokenBy.test(trailer.name)) continue
    reviews.push({
      ...trailer,
      patch,
      messageId: reply.messageId,
      at: reply.receivedAt,
      ...flagsOf(trailer, reply, authors),
    })
  }
  return reviews
}

type Flags = Pick<Review, 'mismatch' | 'conditional' | 'own' | 'robot'>

function flagsOf(trailer: Trailer, reply: ListMail, authors: readonly string[]): Flags {
  const person = personOf(trailer.value)
  const robot = isRobot(reply.from) || isRobot(person)
  const isSender = sameEmail(person.email, reply.from.email) || sameName(person.name, reply.from.name)
  const own = authors.some((author) => emailKey(author) === emailKey(person.email))
  const conditional = isConditional(trailer, reply.text)
  return {
    ...(robot ? { robot } : {}),
    ...(!isSender && !robot ? { mismatch: true } : {}),
    ...(own ? { own } : {}),
    ...(conditional ? { conditional } : {}),
  }
}

function sameName(one: string, other: string): boolean {
  return one !== '' && wordsOfName(one) === wordsOfName(other)
}

/** May this trailer be counted as a review of the series? */
export function countsAsReview(review: Review): boolean {
  if (review.mismatch === true || review.conditional === true || review.own === true || review.robot === true)
    return false
  return /^(reviewed|acked|tested)-by$/i.test(review.name)
}
