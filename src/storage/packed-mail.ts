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
  /** Where the mail is as it came in; undefined where it could not be fetched. */
  readonly raw: PackedRaw | undefined
}

/** From byte to byte of what a block unpacks to. */
export interface PackedRaw {
  readonly block: PackedBlock
  readonly from: number
  readonly to: number
}

/** Some mails end to end as one zstd frame (RFC 8878): the object is the same for all that are in it. */
export interface PackedBlock {
  readonly zstd: Uint8Array<ArrayBuffer>
}
