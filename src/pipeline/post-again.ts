import type { LaneParts } from '#src/pipeline/lane-parts.ts'
import { type PermanentError, userOfDirect } from '#src/ports.ts'
import type { OutboxRow } from '#src/storage/storage.ts'

/**
 * Somebody deleted the root that a reply goes under, or that should say something else: then it is posted again, so that
 * the series can go on. Once, since who deletes it a second time means it. False where that is not what is the matter.
 */
export async function postAgain(error: PermanentError, row: OutboxRow, parts: LaneParts): Promise<boolean> {
  // A person's own conversation is theirs to tidy.
  if (error.reason !== 'message_not_found' || userOfDirect(row.channel) !== undefined) return false
  const root = row.rootId ?? row.deliveryId
  if (!(await parts.storage.postAgain(root, 'its post was deleted'))) return false
  parts.log.warn({ deliveryId: root, channel: row.channel }, 'a root was deleted: it is posted again')
  return true
}

/** What a platform knows the post by. A second post has a name of its own, so that it is not taken for the one deleted. */
export function postNameOf({ deliveryId, isAgain }: OutboxRow): string {
  return isAgain ? `${deliveryId}-2` : deliveryId
}
