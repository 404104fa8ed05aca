import type { ListMail } from '#src/patch/list-mail.ts'
import type { NewMail } from './storage.ts'
import { indexed, plain, words } from './stored-text.ts'
import type { MailTable } from './tables.ts'

export interface MailPlace {
  readonly id: number
  readonly source: string
  readonly list: string
  readonly clusterId: number
  readonly at: number
}

/** One row of `mails`: the columns that questions look at, and the whole as JSON. */
export function mailRow({ mail, archs, subsystems, raw }: NewMail, place: MailPlace): MailTable {
  return {
    id: place.id,
    message_id: indexed(mail.messageId),
    source: place.source,
    lists: words([place.list]),
    kind: mail.kind,
    cluster_id: place.clusterId,
    received_at: mail.receivedAt,
    seen_at: place.at,
    author_name: plain(mail.author.name),
    author_email: plain(mail.author.email).toLowerCase(),
    from_name: plain(mail.from.name),
    from_email: plain(mail.from.email).toLowerCase(),
    archs: words(archs),
    subsystems: JSON.stringify(subsystems),
    reviews_given: reviewsGiven(mail),
    has_problem: mail.problem === undefined ? 0 : 1,
    has_raw: raw === undefined ? 0 : 1,
    facts: JSON.stringify(mail),
  }
}

const reviewTrailers = new Set(['reviewed-by', 'acked-by', 'tested-by'])

/** Review trailers that the sender of a reply gives in his own name. */
function reviewsGiven(mail: ListMail): number {
  if (mail.kind !== 'reply') return 0
  const sender = mail.from.email.toLowerCase()
  return mail.trailers.filter(
    ({ name, value }) => reviewTrailers.has(name.toLowerCase()) && value.toLowerCase().includes(sender),
  ).length
}
