import type { LaneParts } from '#src/pipeline/lane-parts.ts'
import { pauseChannel, resumeChannel } from '#src/pipeline/pause-channel.ts'
import { postAgain, postNameOf } from '#src/pipeline/post-again.ts'
import { park, waitMs } from '#src/pipeline/refused.ts'
import { resolveLinks } from '#src/pipeline/resolve-links.ts'
import { PermanentError, TemporaryError, UncertainError, userOfDirect } from '#src/ports.ts'
import type { OutboxRow } from '#src/storage/storage.ts'

/** How long an edit waits for the post that it links to. */
const soonMs = 2000

/** Makes a post say what it should. An edit can be repeated, so nothing about it is ever uncertain. */
export async function editRow(row: OutboxRow, parts: LaneParts): Promise<void> {
  const { platform, storage, clock, checkpoint } = parts
  if (row.sent === undefined || platform.edit === undefined) return
  const { notice, isWaiting } = await resolveLinks(row.notice, storage)
  if (isWaiting) {
    return storage.retryEditAt(row.deliveryId, clock.now() + soonMs, 'waits for a post that it links to', row.tries)
  }
  checkpoint('deliver: before edit')
  try {
    await platform.edit(row.sent, notice, postNameOf(row))
  } catch (error) {
    return refusedEdit(error, row, parts)
  }
  checkpoint('deliver: edited')
  await storage.markEdited(row.deliveryId, row.noticeHash)
  if (row.reason !== undefined) await resumeChannel(row.channel, parts)
  checkpoint('deliver: edit marked')
}

async function refusedEdit(error: unknown, row: OutboxRow, parts: LaneParts): Promise<void> {
  const { storage, platform, clock, random, settings, log } = parts
  const { deliveryId, channel, tries } = row
  if (error instanceof TemporaryError || error instanceof UncertainError) {
    const until = clock.now() + waitMs(error, tries, random)
    if (error instanceof TemporaryError) await park(error.scope, row, until, error.message, parts)
    log.warn({ deliveryId, channel, reason: error.message, until }, 'edit put off')
    return storage.retryEditAt(deliveryId, until, error.message, tries + 1)
  }
  if (!(error instanceof PermanentError)) throw error
  if (row.rootId === undefined && (await postAgain(error, row, parts))) return
  log.warn({ deliveryId, channel, scope: error.scope, reason: error.reason }, 'edit refused')
  // The post is gone or too old to change: it stays as it is until it should say something else again.
  const isClosed = error.scope === 'channel' && userOfDirect(channel) !== undefined
  // It may have been the one that tried a paused channel again: now the next post does.
  if (error.scope === 'message' && row.reason !== undefined)
    await storage.pauseChannel(platform.name, channel, undefined)
  if (error.scope === 'message' || isClosed) return storage.markEdited(deliveryId, row.noticeHash)
  const until = clock.now() + settings.recheckMs
  if (error.scope === 'channel') await pauseChannel(channel, error, parts)
  await park(error.scope, row, until, error.reason, parts)
  return storage.retryEditAt(deliveryId, until, error.reason, tries)
}
