import type { Notice } from '#src/notice/notice.ts'
import { patchListNotices } from '#src/notice/patch-list-notice.ts'
import { reviewNotice } from '#src/notice/review-notice.ts'
import { rootNotice } from '#src/notice/series-notice.ts'
import { stateNotice } from '#src/notice/state-notice.ts'
import type { NoticeView } from '#src/notice/view.ts'
import { deliveryIdOf, noticeHashOf } from '#src/pipeline/delivery-id.ts'
import type { ReviewGroup } from '#src/pipeline/review-groups.ts'
import type { Channel, Limits } from '#src/ports.ts'
import type { NewOutboxRow } from '#src/storage/storage.ts'
import type { Summary } from '#src/summary/summary.ts'

export function seriesEventId(seriesKey: string): string {
  return `series:${seriesKey}`
}

export function rootIdOf(seriesKey: string, { platform, channel }: Channel): string {
  return deliveryIdOf(seriesEventId(seriesKey), 'root', platform, channel)
}

/** A row, and which part of the series' thread it is: `root`, `list 0`, `review`, `state`, `superseded`. */
export interface SeriesRow extends NewOutboxRow {
  readonly seriesKey: string
  readonly part: string
}

/** One post of a series in one channel, as it should be now. */
export function postRow(
  at: Channel,
  post: { readonly eventId: string; readonly part: string; readonly seriesKey: string; readonly notice: Notice },
): SeriesRow {
  const { eventId, part, seriesKey, notice } = post
  const { platform, channel } = at
  const deliveryId = deliveryIdOf(eventId, part, platform, channel)
  return {
    deliveryId,
    platform,
    channel,
    rootId: part === 'root' ? undefined : rootIdOf(seriesKey, at),
    eventId,
    seriesKey,
    part,
    notice,
    noticeHash: noticeHashOf(notice),
  }
}

/** All that the channel shows of a series: root, patch list, reviews, state; in the order in which it should appear. */
export function postsOf(
  at: Channel,
  series: { readonly key: string; readonly summary: Summary; readonly reviews: readonly ReviewGroup[] },
  view: NoticeView,
  limits: Limits,
): readonly SeriesRow[] {
  const { key, summary } = series
  const eventId = seriesEventId(key)
  const rows = [postRow(at, { eventId, part: 'root', seriesKey: key, notice: rootNotice(summary, view) })]
  for (const [index, notice] of patchListNotices(summary, view, limits).entries()) {
    rows.push(postRow(at, { eventId, part: `list ${index}`, seriesKey: key, notice }))
  }
  for (const { event, mails } of series.reviews) {
    const notice = reviewNotice(mails, summary, view)
    if (notice !== undefined) rows.push(postRow(at, { eventId: event.id, part: 'review', seriesKey: key, notice }))
  }
  const notice = stateNotice(summary, view)
  const stateId = stateEventId(key, summary)
  if (notice !== undefined && stateId !== undefined) {
    rows.push(postRow(at, { eventId: stateId, part: 'state', seriesKey: key, notice }))
  }
  return rows
}

/** Undefined while nobody has said anything for certain. */
export function stateEventId(key: string, { state }: Summary): string | undefined {
  return 'messageId' in state && state.maybe !== true ? `state:${key}:${state.messageId}` : undefined
}
