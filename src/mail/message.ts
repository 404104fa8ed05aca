/** One mailbox of a header: `Name <local@domain>`. `name` is decoded and unquoted, '' where none is given. */
export interface Address {
  readonly name: string
  /** As written; compare with `sameEmail`. */
  readonly email: string
}

/** A further text part of a mail, such as a patch that was attached instead of pasted. */
export interface Attachment {
  readonly name: string
  readonly type: string
  readonly text: string
}

/**
 * A mail after MIME: everything decoded, nothing interpreted.
 * Instants are milliseconds since the Unix epoch, everywhere in the project.
 */
export interface Message {
  /** Without angle brackets; `sha256:<hex>` of the raw bytes where the header is missing. */
  readonly messageId: string
  /** RFC 2047 words decoded, folding undone, white space otherwise as written. */
  readonly subject: string
  readonly from: Address
  readonly replyTo: Address | undefined
  /** X-Original-From, which relays add when they rewrite From. */
  readonly originalFrom: Address | undefined
  /** The sender's claim; undefined where the Date header cannot be read. */
  readonly sentAt: number | undefined
  /** Message ids only; comments and `y`/`n` answers of git-send-email prompts are dropped. */
  readonly inReplyTo: readonly string[]
  /** Oldest first, as written. */
  readonly references: readonly string[]
  /** Ids of all List-Id headers, e.g. `kvm.vger.kernel.org`. */
  readonly lists: readonly string[]
  /** The body as text, LF line ends: the first text part, or all inline ones joined. */
  readonly text: string
  readonly attachments: readonly Attachment[]
  /** Other headers that classification needs, names in lower case (see `keptHeaders`). */
  readonly headers: Readonly<Record<string, string>>
  /** What could not be read, in words. */
  readonly problem: string | undefined
}
