import type { Notice } from '#src/notice/notice.ts'
import { deliveryIdOf, noticeHashOf } from '#src/pipeline/delivery-id.ts'
import type { Channel } from '#src/ports.ts'
import type { NewOutboxRow } from '#src/storage/storage.ts'

/** A post of its own, in no thread. `seriesKey`: the series that it is about, where it is about one. */
export function loneRow(
  { platform, channel }: Channel,
  eventId: string,
  part: string,
  notice: Notice,
  seriesKey?: string,
): NewOutboxRow {
  return {
    deliveryId: deliveryIdOf(eventId, part, platform, channel),
    platform,
    channel,
    rootId: undefined,
    eventId,
    seriesKey,
    notice,
    noticeHash: noticeHashOf(notice),
  }
}
