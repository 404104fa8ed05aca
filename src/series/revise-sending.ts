import type { Address } from '#src/mail/message.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import type { Part } from '#src/series/part.ts'
import { reviewsIn } from '#src/series/reviews.ts'
import type { Review, Revision } from '#src/series/revision.ts'
import { partsOf } from '#src/series/sending.ts'
import type { Sending } from '#src/series/sending.ts'

/** A reply and the number of the part that it answers in the end. */
export interface Answer {
  readonly mail: ListMail
  readonly number: number
}

/** Git counts patches with four digits at most; a total beyond is a claim that no list has seen. */
const highestNumber = 9999

/** Makes the revision of a sending, with the one-patch rerolls and the replies that belong to it. */
export function reviseSending(
  id: string,
  sending: Sending,
  rerolls: readonly Sending[],
  answers: readonly Answer[],
): Revision {
  const parts = partsOf(sending)
  const total = totalOf(sending, parts)
  const lonePull = isLonePull(parts) ? parts[0]?.id : undefined
  const patches = Array.from({ length: total }, (_, at) => sending.slots.get(at + 1)?.id ?? lonePull)
  const isPlaced = (number: number): boolean => Number.isInteger(number) && number <= total
  // 6/5, and 4.5/5 that was put between two.
  const extra = [...parts.filter(({ number }) => !isPlaced(number)), ...rerolls.flatMap(partsOf)]
  const head = parts[0]
  if (head === undefined) throw new Error('a sending has a part')
  const arrivals = [...parts, ...extra].map((part) => part.mail.receivedAt)
  const cover = lonePull === undefined ? sending.slots.get(0) : undefined
  const replies = [...answers].sort((left, right) => byArrival(left.mail, right.mail))
  return {
    id,
    title: head.mail.subject.title,
    author: authorOf(head),
    version: sending.version,
    tags: head.mail.subject.tags,
    trees: head.mail.subject.trees,
    total,
    received: lonePull === undefined ? parts.map(({ number }) => number).filter(isPlaced) : [1],
    cover: cover?.id,
    patches,
    extra: extra.map((part) => part.id),
    firstAt: Math.min(...arrivals),
    lastAt: Math.max(...arrivals),
    reviews: reviewsOf(sending, replies),
    replies: replies.map((answer) => answer.mail.messageId),
    problem: problemOf(sending, parts, total),
  }
}

/** A pull request without patches is one thing to look at, not a cover that something is missing from. */
function isLonePull(parts: readonly Part[]): boolean {
  return parts.length === 1 && parts[0]?.mail.kind === 'pull' && parts[0].number === 0 && parts[0].total === 0
}

function totalOf(sending: Sending, parts: readonly Part[]): number {
  const highest = Math.max(1, ...parts.map((part) => Math.floor(part.number)))
  if (sending.total === 0 || sending.total > highestNumber) return Math.min(highest, highestNumber)
  return sending.total
}

/** Of a lone patch who wrote it; of a series who wrote the cover, or who sent it where there is none. */
function authorOf(head: Part): Address {
  if (head.number === 0 || head.total === 1) return head.mail.author
  return sentByAuthor(head.mail) ? head.mail.author : head.mail.from
}

function sentByAuthor(mail: ListMail): boolean {
  return / via /i.test(mail.from.name) || mail.from.email.startsWith('devnull+')
}

function reviewsOf(sending: Sending, replies: readonly Answer[]): Review[] {
  const senders = [...new Set(partsOf(sending).map((part) => part.sender))]
  return replies.flatMap(({ mail, number }) => {
    const answered = sending.slots.get(number)?.mail
    const authors = answered === undefined ? senders : [...senders, answered.author.email]
    return reviewsIn(mail, number, authors)
  })
}

function byArrival(left: ListMail, right: ListMail): number {
  return left.receivedAt - right.receivedAt || (left.messageId < right.messageId ? -1 : 1)
}

function problemOf(sending: Sending, parts: readonly Part[], total: number): string | undefined {
  if (sending.total > highestNumber) return `claims to have ${sending.total} patches`
  const written = new Set(parts.map((part) => part.version))
  if (written.size > 1) return `cover and patches say different versions: ${[...written].join(', ')}`
  const totals = new Set(parts.flatMap((part) => (part.total === 0 ? [] : [part.total])))
  if (totals.size > 1) return `parts say different totals: ${[...totals].join(', ')}; taken as ${total}`
  return undefined
}
