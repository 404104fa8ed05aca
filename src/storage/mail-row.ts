import { sameEmail } from '#src/mail/address.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { isReviewName } from '#src/series/review-name.ts'
import { personOf } from '#src/series/trailer-person.ts'
import type { MailColumns, PackedMail } from './packed-mail.ts'
import { indexed, plain, words } from './stored-text.ts'
import type { MailTable } from './tables.ts'

export interface MailPlace {
  readonly id: number
  readonly source: string
  readonly list: string
  readonly clusterId: number
  readonly at: number
  /** Id of the block that holds the mail as it came in. */
  readonly rawId: number | undefined
}

export function mailColumns(mail: ListMail, hasRaw: boolean): MailColumns {
  return {
    message_id: indexed(mail.messageId),
    kind: mail.kind,
    received_at: mail.receivedAt,
    author_name: plain(mail.author.name),
    author_email: plain(mail.author.email).toLowerCase(),
    from_name: plain(mail.from.name),
    from_email: plain(mail.from.email).toLowerCase(),
    reviews_given: reviewsGiven(mail),
    has_problem: mail.problem === undefined ? 0 : 1,
    has_raw: hasRaw ? 1 : 0,
    facts: JSON.stringify(mail),
  }
}

/** One row of `mails`. */
export function mailRow({ columns, archs, subsystems, raw }: PackedMail, place: MailPlace): MailTable {
  return {
    id: place.id,
    source: place.source,
    lists: words([place.list]),
    cluster_id: place.clusterId,
    seen_at: place.at,
    archs: words(archs),
    subsystems: JSON.stringify(subsystems),
    raw_id: place.rawId ?? null,
    raw_from: raw?.from ?? null,
    raw_to: raw?.to ?? null,
    ...columns,
  }
}

/** Review trailers that the sender of a reply gives in his own name. */
function reviewsGiven(mail: ListMail): number {
  const sender = mail.from.email
  if (mail.kind !== 'reply' || sender === '') return 0
  return mail.trailers.filter(({ name, value }) => isReviewName(name) && sameEmail(personOf(value).email, sender))
    .length
}
