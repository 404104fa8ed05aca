import { emailKey } from '#src/mail/address.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { ancestryOf } from '#src/series/ancestry.ts'
import { stemOf } from '#src/series/message-stem.ts'
import type { Stem } from '#src/series/message-stem.ts'

/** A mail as a part of a series: what grouping looks at. */
export interface Part {
  readonly mail: ListMail
  readonly id: string
  /** 0 for a cover. */
  readonly number: number
  /** 0 where the subject does not tell (`3/n`). */
  readonly total: number
  readonly version: string
  /** Equal for mails of one sender; parts of a series have one. */
  readonly sender: string
  /** Ids answered, nearest first. */
  readonly ancestry: readonly string[]
  readonly stem: Stem | undefined
  /** When it was sent, as far as that is known. The same on every list and however late it comes. */
  readonly time: number
  readonly isResend: boolean
  /** `[PATCH]` without a counter: never grouped with others. */
  readonly isLone: boolean
  /** The other prefixes: parts that only time holds together have the same. */
  readonly trees: string
}

/** Patches, covers and pull requests start or belong to a series; everything else answers or stands apart. */
export function isPart(mail: ListMail): boolean {
  return mail.kind === 'patch' || mail.kind === 'cover' || mail.kind === 'pull'
}

export function readPart(mail: ListMail): Part {
  const { subject } = mail
  return {
    mail,
    id: mail.messageId,
    ...placeOf(mail),
    version: subject.version,
    // Who gives no address is nobody else who gives none.
    sender: emailKey(mail.from.email) || mail.from.name || mail.messageId,
    ancestry: ancestryOf(mail),
    stem: stemOf(mail.messageId),
    time: sentTime(mail),
    isResend: subject.tags.includes('RESEND'),
    trees: subject.trees.join(' ').toLowerCase(),
  }
}

function placeOf({ kind, subject }: ListMail): Pick<Part, 'number' | 'total' | 'isLone'> {
  // A pull request without a counter may be followed by its patches, as a cover is.
  if (kind === 'cover' || (kind === 'pull' && (subject.number ?? 0) === 0)) {
    return {
      number: 0,
      total: kind === 'pull' && subject.number === undefined ? 0 : (subject.total ?? 0),
      isLone: false,
    }
  }
  const number = subject.number ?? 1
  const total = subject.total ?? (subject.number === undefined ? 1 : 0)
  return { number, total, isLone: number === 1 && total === 1 && !writesCounter(subject.raw) }
}

/** The sender's claim, which every copy of a mail shares; ours where there is none. */
export function sentTime(mail: ListMail): number {
  return mail.sentAt ?? mail.receivedAt
}

/** `1/1` as opposed to nothing: such a patch may have a cover. */
function writesCounter(raw: string): boolean {
  return /\b0*1 ?(?:\/|of) ?0*1\b/i.test(raw.slice(0, 200))
}
