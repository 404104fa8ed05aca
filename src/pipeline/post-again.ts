import { earlierRepliesNotice } from '#src/notice/earlier-replies-notice.ts'
import { deliveryIdOf, noticeHashOf } from '#src/pipeline/delivery-id.ts'
import type { LaneParts } from '#src/pipeline/lane-parts.ts'
import { type PermanentError, userOfDirect } from '#src/ports.ts'
import type { NewOutboxRow, OutboxRow } from '#src/storage/storage.ts'

/**
 * Somebody deleted the root that a reply goes under, or that should say something else: then it is posted again, so that
 * the series can go on. Once, since who deletes it a second time means it. False where that is not what is the matter.
 */
export async function postAgain(error: PermanentError, row: OutboxRow, parts: LaneParts): Promise<boolean> {
  // A person's own conversation is theirs to tidy.
  const isWithThread = error.reason === 'thread_not_found'
  if ((error.reason !== 'message_not_found' && !isWithThread) || userOfDirect(row.channel) !== undefined) return false
  const root = row.rootId ?? row.deliveryId
  // A thread that took no reply is gone like its root.
  const pointer = row.rootId === undefined && !isWithThread ? await pointerToOldThread(row, parts) : undefined
  if (!(await parts.storage.postAgain(root, 'its post was deleted', parts.clock.now(), pointer))) return false
  parts.log.warn({ deliveryId: root, channel: row.channel }, 'a root was deleted: it is posted again')
  return true
}

/** The thread outlives its root, where there is one, and what was said in it is to be found from the new root. */
async function pointerToOldThread(root: OutboxRow, { storage }: LaneParts): Promise<NewOutboxRow | undefined> {
  if (root.seriesKey === undefined) return undefined
  const rows = await storage.rowsOfSeries(root.seriesKey)
  const url = rows.findLast(({ rootId, sent }) => rootId === root.deliveryId && sent?.url !== undefined)?.sent?.url
  if (url === undefined) return undefined
  const { platform, channel, eventId, seriesKey, deliveryId: rootId } = root
  const notice = earlierRepliesNotice(url)
  const deliveryId = deliveryIdOf(eventId, 'earlier replies', platform, channel)
  return { deliveryId, platform, channel, rootId, eventId, seriesKey, notice, noticeHash: noticeHashOf(notice) }
}

/** What a platform knows the post by. A second post has a name of its own, so that it is not taken for the one deleted. */
export function postNameOf({ deliveryId, isAgain }: OutboxRow): string {
  return isAgain ? `${deliveryId}-2` : deliveryId
}
