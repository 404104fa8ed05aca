import type { Address } from '#src/mail/message.ts'
import { printedPerson } from '#src/mail/address.ts'
import { canonicalAddress } from '#src/mail/mailmap.ts'
import type { FileChange, ListMail } from '#src/patch/list-mail.ts'
import type { Tables } from '#src/tag/tables.ts'
import { archsOf } from '#src/tag/arch.ts'
import { subsystemsOf } from '#src/tag/maintainers.ts'

/** One line of `kvm-bot parse`, keys in the order in which they are printed. Scripts depend on names and shapes. */
export interface ParseLine {
  readonly messageId: string
  readonly kind: ListMail['kind']
  /** ISO 8601 UTC without fractions. */
  readonly sentAt: string | null
  readonly inReplyTo: string | null
  readonly references: readonly string[]
  readonly lists: readonly string[]
  readonly from: Address
  readonly author: Address
  readonly subject: {
    readonly raw: string
    readonly title: string
    readonly version: string
    readonly number: number | null
    readonly total: number | null
    readonly tags: readonly string[]
    readonly trees: readonly string[]
  }
  readonly files: readonly { readonly path: string; readonly added: number | null; readonly removed: number | null }[]
  readonly added: number
  readonly removed: number
  readonly trailers: readonly { readonly name: string; readonly value: string }[]
  readonly archs: readonly string[]
  readonly subsystems: readonly string[]
  readonly fingerprint: string | null
  readonly problem: string | null
}

/** The `parse` line of one mail; persons as the mailmap of `tables` knows them. */
export function parseLine(mail: ListMail, tables: Tables): ParseLine {
  const { subject } = mail
  const paths = mail.files.map(({ path }) => path)
  return {
    messageId: mail.messageId,
    kind: mail.kind,
    sentAt: mail.sentAt === undefined ? null : isoSeconds(mail.sentAt),
    inReplyTo: mail.inReplyTo[0] ?? null,
    references: mail.references,
    lists: mail.lists,
    from: printedPerson(mail.from),
    author: printedPerson(canonicalAddress(mail.author, tables.mailmap)),
    subject: {
      raw: subject.raw,
      title: subject.title,
      version: subject.version,
      number: subject.number ?? null,
      total: subject.total ?? null,
      tags: subject.tags,
      trees: subject.trees,
    },
    files: mail.files.map(fileOf),
    added: mail.added,
    removed: mail.removed,
    trailers: mail.trailers.map(({ name, value }) => ({ name, value })),
    archs: archsOf(paths, subject.title, subject.trees),
    subsystems: subsystemsOf(paths, tables.maintainers),
    fingerprint: mail.fingerprint ?? null,
    problem: mail.problem ?? null,
  }
}

function fileOf(file: FileChange): ParseLine['files'][number] {
  return { path: file.path, added: file.added ?? null, removed: file.removed ?? null }
}

function isoSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')
}
