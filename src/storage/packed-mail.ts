/** What a mail says of itself: the columns that questions look at, and the whole as JSON. Names are those of the table. */
export interface MailColumns {
  readonly message_id: string
  readonly kind: string
  readonly received_at: number
  readonly author_name: string
  readonly author_email: string
  readonly from_name: string
  readonly from_email: string
  readonly reviews_given: number
  readonly has_problem: number
  readonly has_raw: number
  /** The `ListMail` as JSON. */
  readonly facts: string
}

/** A mail as the tables take it: made without a database, so that it can be made in another thread. */
export interface PackedMail {
  readonly columns: MailColumns
  readonly archs: readonly string[]
  readonly subsystems: readonly string[]
  readonly clusterKeys: readonly string[]
  /** The mail as it came in, as a zstd frame (RFC 8878); undefined where it could not be fetched. */
  readonly zstd: Uint8Array | undefined
}
