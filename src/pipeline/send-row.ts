import { resumeChannel } from '#src/pipeline/pause-channel.ts'
import { giveUp, refused } from '#src/pipeline/refused.ts'
import type { LaneParts } from '#src/pipeline/lane-parts.ts'
import { postNameOf } from '#src/pipeline/post-again.ts'
import { postsIn, resolveLinks } from '#src/pipeline/resolve-links.ts'
import { CannotAskError, type SentRef } from '#src/ports.ts'
import type { OutboxRow } from '#src/storage/storage.ts'

/** Platforms file a post under their own time: look back a little further than ours. */
const clockSkewMs = 60_000

/** Brings one claimed row to its next state. Rejects only for what is our own bug, or the database's trouble. */
export async function sendRow(row: OutboxRow, parts: LaneParts): Promise<void> {
  const { platform, storage, clock, checkpoint } = parts
  checkpoint('deliver: claimed')
  const root = row.rootId === undefined ? undefined : (await storage.row(row.rootId))?.sent
  try {
    if (row.state === 'uncertain' && (await isSettled(row, root, parts))) return
  } catch (error) {
    if (error instanceof CannotAskError) return sendUnasked(row, error, parts)
    throw error
  }
  const { notice, isWaiting } = await resolveLinks(row.notice, storage)
  let sent: SentRef
  try {
    sent = await platform.send(row.channel, notice, postNameOf(row), root)
  } catch (error) {
    await refused(error, row, parts)
    return
  }
  checkpoint('deliver: accepted')
  // A link to a post that is still to come is put right by an edit, which waits for that post.
  await storage.markSent(row.deliveryId, sent, isWaiting ? 'a link is open' : row.noticeHash)
  // A channel that had refused us takes posts again.
  if (row.state !== 'pending') await resumeChannel(row.channel, parts)
  checkpoint('deliver: marked')
  parts.log.debug(
    { deliveryId: row.deliveryId, channel: row.channel, ms: clock.now() - (row.attemptAt ?? clock.now()) },
    'posted',
  )
}

/**
 * Finds out what became of an attempt whose answer was lost. True where the row needs no sending now: it is there, or
 * it cannot be told yet. False where it surely is not there, or nobody can tell and the setting says to send again.
 * Rejects with CannotAskError where nothing may be read.
 */
async function isSettled(row: OutboxRow, root: SentRef | undefined, parts: LaneParts): Promise<boolean> {
  const { platform, storage, clock, settings, log } = parts
  const since = (row.attemptAt ?? clock.now()) - clockSkewMs
  if (platform.findSent === undefined) {
    if (settings.whenUncertain === 'hold') {
      await giveUp(row, 'it may have been posted, and the platform cannot be asked', parts)
      return true
    }
  } else {
    try {
      const found = await platform.findSent(row.channel, postNameOf(row), since, root)
      if (found !== undefined) {
        await storage.markSent(row.deliveryId, found, saidForSure(row))
        await resumeChannel(row.channel, parts)
        log.info({ deliveryId: row.deliveryId, channel: row.channel }, 'a post whose answer was lost is there')
        return true
      }
    } catch (error) {
      if (error instanceof CannotAskError) throw error
      await refused(error, row, parts, 'question')
      return true
    }
  }
  await storage.markSending(row.deliveryId, clock.now())
  return false
}

/** As if the platform could not be asked at all: a root rests first. */
async function sendUnasked(row: OutboxRow, { message }: CannotAskError, parts: LaneParts): Promise<void> {
  const { storage, clock, settings, log } = parts
  const since = clock.now() - (row.attemptAt ?? 0)
  // An attempt that lies ahead was made before the clock was set back.
  const isResting = row.rootId === undefined && since >= 0 && since < settings.uncertainRestMs
  if (isResting)
    return storage.markUncertain(row.deliveryId, clock.now() + settings.uncertainRestMs - since, message, row.asked)
  log.warn({ deliveryId: row.deliveryId, channel: row.channel, reason: message }, 'a lost post cannot be looked for')
  const platform = { ...parts.platform }
  delete platform.findSent
  await sendRow(row, { ...parts, platform })
}

/**
 * What a post that was found says. Which of several attempts it is, and which of its links were open then, cannot be
 * told: in such cases an edit makes it say what it should.
 */
function saidForSure({ tries, sentHash, notice }: OutboxRow): string {
  return tries > 1 || sentHash === undefined || postsIn(notice).size > 0 ? 'not known' : sentHash
}
