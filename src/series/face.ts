import type { ListMail } from '#src/patch/list-mail.ts'
import { ancestryOf } from '#src/series/ancestry.ts'
import { sentTime } from '#src/series/part.ts'
import { personKeys } from '#src/series/person.ts'
import { headOf } from '#src/series/revision.ts'
import type { Revision } from '#src/series/revision.ts'

/** How one finds a mail by its id; undefined where it is not here. */
export type MailOf = (messageId: string) => ListMail | undefined

/** A revision as its relatives would recognise it. */
export interface Face {
  readonly revision: Revision
  readonly sentAt: number
  /** Of who sent or wrote it, see `personKeys`. */
  readonly people: ReadonlySet<string>
  /** Normal forms, see `normalTitle`. */
  readonly title: string
  readonly patchTitles: ReadonlySet<string>
  /** Each patch's title with its writer's `personKeys`. */
  readonly writers: readonly { readonly title: string; readonly keys: readonly string[] }[]
  readonly fingerprints: ReadonlySet<string>
  readonly changeIds: ReadonlySet<string>
  /** Message ids that the cover or first patch links to, and those it says to replace. */
  readonly links: readonly string[]
  readonly supersedes: readonly string[]
  /** What the head answers, nearest first. */
  readonly ancestry: readonly string[]
  readonly partIds: ReadonlySet<string>
  readonly isRfc: boolean
  readonly isPull: boolean
}

export function faceOf(revision: Revision, mailOf: MailOf): Face {
  const partIds = [revision.cover, ...revision.patches, ...revision.extra].filter((id) => id !== undefined)
  const mails = partIds.map(mailOf).filter((mail) => mail !== undefined)
  const patches = mails.filter((mail) => mail.fingerprint !== undefined)
  const head = mailOf(headOf(revision))
  const telling = mails.slice(0, 2)
  const writers = patches.map((mail) => ({ title: normalTitle(mail.subject.title), keys: personKeys(mail.author) }))
  return {
    revision,
    sentAt: head === undefined ? revision.firstAt : believedTime(head),
    people: new Set([revision.author, ...(head === undefined ? [] : [head.from, head.author])].flatMap(personKeys)),
    title: normalTitle(revision.title),
    writers,
    patchTitles: new Set(writers.map((writer) => writer.title)),
    fingerprints: new Set(patches.flatMap((mail) => mail.fingerprint ?? [])),
    changeIds: new Set(mails.flatMap((mail) => mail.evidence.changeId ?? [])),
    links: telling.flatMap((mail) => mail.evidence.links),
    supersedes: telling.flatMap((mail) => mail.evidence.supersedes),
    ancestry: head === undefined ? [] : ancestryOf(head),
    partIds: new Set(partIds),
    isRfc: revision.tags.includes('RFC'),
    isPull: head?.kind === 'pull',
  }
}

const dayMs = 24 * 3_600_000
const beforeLinux = Date.UTC(1991, 7)

/** When a mail was sent, as far as the claim can be true: nobody mails from the future, or from before Linux. */
function believedTime(mail: ListMail): number {
  const claimed = sentTime(mail)
  const isLie = claimed > mail.receivedAt + dayMs || claimed < beforeLinux
  return isLie && mail.receivedAt > beforeLinux ? mail.receivedAt : claimed
}

/** Titles that differ in nothing but case, spacing, a version or a full stop are equal in this form. */
export function normalTitle(title: string): string {
  return title
    .slice(0, 1000)
    .toLowerCase()
    .replace(/\(v\d+\)/g, '')
    .replace(/[\s.]+/g, ' ')
    .trim()
}
