import type { Address } from '#src/mail/message.ts'

/**
 * `patch` starts or belongs to a series and carries a diff, `pull` is a `[GIT PULL]`, `report` comes from a robot,
 * `reply` answers another mail (also with a diff in it), `other` is the rest.
 */
export type MailKind = 'patch' | 'cover' | 'reply' | 'pull' | 'report' | 'other'

/** A subject line taken apart, see `readSubject`. */
export interface Subject {
  readonly raw: string
  /** Without reply words and prefix groups. */
  readonly title: string
  /** '1' where none is written; '5.5' exists. */
  readonly version: string
  /** 0 for a cover; undefined where the subject has none and the mail is no single patch. */
  readonly number: number | undefined
  readonly total: number | undefined
  /** Upper-case words: RFC, RESEND, RFT. */
  readonly tags: readonly string[]
  /** The other prefixes: `kvm-unit-tests`, `net-next`, `6.12`. */
  readonly trees: readonly string[]
  readonly isReply: boolean
  /** Carries a prefix group that marks a patch: PATCH, RFC, vN, n/N or PULL. */
  readonly isPatch: boolean
}

/** What the diff does to one file. `added` and `removed` count lines; undefined for a binary file. */
export interface FileChange {
  /** The new path of a rename; the old one of a deletion. */
  readonly path: string
  readonly oldPath?: string
  readonly added: number | undefined
  readonly removed: number | undefined
}

/** `Reviewed-by: Name <mail>`; `name` keeps the spelling of the mail. */
export interface Trailer {
  readonly name: string
  readonly value: string
  /** What follows the person or stands on the next line: `# arm64`, `[for the s390 bits]`. */
  readonly note?: string
}

/** Ids and links by which revisions and dependencies are found. Message ids carry no angle brackets. */
export interface Evidence {
  readonly baseCommit?: string
  readonly changeId?: string
  readonly prerequisites: readonly string[]
  readonly supersedes: readonly string[]
  readonly dependsOn: readonly string[]
  /** Message ids of archive links (lore, patch.msgid.link, marc…) in cover, notes or changelog. */
  readonly links: readonly string[]
}

/** A message read as what it is on a kernel list. One flat record: series, stats and posts are made from these alone. */
export interface ListMail {
  readonly kind: MailKind
  readonly messageId: string
  readonly sentAt: number | undefined
  /** Ours: order and windows use this one. */
  readonly receivedAt: number
  readonly inReplyTo: readonly string[]
  readonly references: readonly string[]
  readonly lists: readonly string[]
  readonly from: Address
  /** Who wrote the change: the in-body From where there is one, else the header, mangling undone. */
  readonly author: Address
  readonly subject: Subject
  /**
   * Commit message or cover text, in-body headers and signature gone; for replies the whole unsigned text, and as they
   * are kept, see `withoutQuotes`, one `>` for each quote.
   */
  readonly text: string
  /** What stands between `---` and the diff, without the printed diffstat. */
  readonly notes: string
  readonly files: readonly FileChange[]
  readonly added: number
  readonly removed: number
  /** Totals printed in a cover's diffstat; undefined where there is none. */
  readonly printedTotals: { readonly files: number; readonly added: number; readonly removed: number } | undefined
  /** Equal exactly where `git patch-id --stable` is equal; undefined without a diff. */
  readonly fingerprint: string | undefined
  /** Of the commit message for patches and covers, unquoted ones for replies. */
  readonly trailers: readonly Trailer[]
  readonly evidence: Evidence
  readonly problem: string | undefined
  /** Seen when it came in: nothing in it says what becomes of a series, so that no look need search it again. */
  readonly decides?: false
  /** Seen when it came in, of a mail that may speak for a series: see `ownWords`. */
  readonly says?: OwnWords | undefined
}

/** What a cover or patch says of the whole: its abstract, and what changed in its version; '' for nothing. */
export interface OwnWords {
  readonly abstract: string
  readonly changes: string
}
