import type { Link } from '#src/notice/notice.ts'

/** Another revision of the same work, as far as a post needs to know it. */
export interface OtherRevision {
  readonly key: string
  readonly version: string
  /** Its head mail in the archive, used until its post has an address. */
  readonly url: string
  /** `receivedAt` of its first part. */
  readonly firstAt?: number
}

/** What a notice needs to know beyond the series itself. */
export interface NoticeView {
  /** The key of the series itself, for the commands of its buttons. */
  readonly key?: string
  /** Where people read a mail. */
  archiveUrl(messageId: string): string
  /** The delivery id of a series' root in this channel; undefined where it has none. */
  postOf?(seriesKey: string): string | undefined
  /** The revision before, for the line "v3 of v2". */
  readonly previous?: OtherRevision | undefined
  readonly supersededBy?: OtherRevision | undefined
  /** Whether parts that are missing may still be on their way; undefined where nobody can tell. */
  readonly mayStillArrive?: boolean
  /** It was posted before all its parts were here. */
  readonly wasPartial?: boolean
}

/** To the other revision's post in this channel where there is one, else to its mail. */
export function linkTo(other: OtherRevision, view: NoticeView): Link {
  const post = view.postOf?.(other.key)
  return post === undefined ? { url: other.url } : { post, url: other.url }
}
