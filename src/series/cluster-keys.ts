import type { ListMail } from '#src/patch/list-mail.ts'
import { ancestryOf } from '#src/series/ancestry.ts'
import { isPart, readPart } from '#src/series/part.ts'
import type { Part } from '#src/series/part.ts'

/** Parts without any thread are one sending when they were sent this close together (99 % of series take 11 minutes). */
export const windowMs = 20 * 60_000

/**
 * Keys of a mail: mails that share one may belong together, transitively. What `assemble` can join in a whole archive
 * it can join within such a cluster: ids of the thread, the stem of the message ids, and for parts without a thread
 * and first patches the sender, version and total in a window of time.
 */
export function clusterKeys(mail: ListMail): string[] {
  const keys = [mail.messageId, ...ancestryOf(mail)].map((id) => `id:${id}`)
  if (!isPart(mail)) return keys
  const part = readPart(mail)
  if (part.isLone) return keys
  if (part.stem !== undefined) keys.push(`stem:${part.stem.stem}`)
  // The first patch, too, may have to be found by time: its cover may have got another id on its way.
  if (isLoose(part) || part.number === 1) {
    const bucket = Math.floor(part.time / windowMs)
    for (const at of [bucket, bucket + 1]) keys.push(`window:${windowKey(part)}:${at}`)
  }
  return keys
}

/** Nothing but time can tie it to the parts it belongs with. */
export function isLoose(part: Part): boolean {
  return part.number === 0 || part.ancestry.length === 0
}

export function windowKey(part: Part): string {
  return [part.sender, part.version, part.total, part.trees, part.isResend].join('|')
}
