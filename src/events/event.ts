/**
 * Something worth announcing. Ids are made from content (kind, series, message id), so that announcing twice changes
 * nothing. The series' `key` is the one of its post: it stays when a late cover changes the revision's own id.
 * `partial`: parts were missing when the series was posted.
 */
export type Event = { readonly id: string; readonly list: string; readonly seriesKey: string; readonly at: number } & (
  | { readonly is: 'series'; readonly partial?: true }
  | { readonly is: 'review'; readonly messageIds: readonly string[] }
  | { readonly is: 'superseded'; readonly byKey: string }
  | { readonly is: 'state'; readonly messageId: string }
)
