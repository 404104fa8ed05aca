import { emailKey, sameEmail } from '#src/mail/address.ts'
import { isRobot } from '#src/mail/is-robot.ts'
import type { ListMail, Trailer } from '#src/patch/list-mail.ts'
import { isConditional, trailerPlaces } from '#src/series/conditional.ts'
import { wordsOfName } from '#src/series/person.ts'
import type { Review } from '#src/series/revision.ts'
import { isReviewName } from '#src/series/review-name.ts'
import { personOf } from '#src/series/trailer-person.ts'

/** Nobody gives more in one mail. */
const mostTrailers = 100

/**
 * The trailers of a reply. All of them are listed; those that may not count carry their reason: another person than
 * the sender (`mismatch`), a condition (`conditional`), the author's own (`own`), a robot's suggestion (`robot`).
 *
 * @param patch the number of the patch answered, 0 for the cover
 * @param authors email addresses of who wrote or sent the series
 */
export function reviewsIn(reply: ListMail, patch: number, authors: readonly string[]): Review[] {
  const trailers = reply.trailers.slice(0, mostTrailers)
  if (trailers.length === 0) return []
  const lines = reply.text.split('\n')
  const places = trailerPlaces(lines)
  return trailers.map((trailer) => ({
    ...trailer,
    patch,
    messageId: reply.messageId,
    at: reply.receivedAt,
    ...(namesPerson(trailer) ? flagsOf(trailer, reply, authors, isConditional(trailer, lines, places)) : {}),
  }))
}

function namesPerson(trailer: Trailer): boolean {
  return /-by$/i.test(trailer.name)
}

type Flags = Pick<Review, 'mismatch' | 'conditional' | 'own' | 'robot'>

function flagsOf(trailer: Trailer, reply: ListMail, authors: readonly string[], conditional: boolean): Flags {
  const person = personOf(trailer.value)
  const robot = isRobot(reply.from) || isRobot(person)
  const isSender = sameEmail(person.email, reply.from.email) || sameName(person.name, reply.from.name)
  const own = authors.some((author) => emailKey(author) === emailKey(person.email))
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
  const flags = [review.mismatch, review.conditional, review.own, review.robot]
  return isReviewName(review.name) && !flags.includes(true)
}
