import type { LaneParts } from '#src/pipeline/lane-parts.ts'
import { pauseChannel } from '#src/pipeline/pause-channel.ts'
import { postAgain } from '#src/pipeline/post-again.ts'
import { PermanentError, TemporaryError, UncertainError, userOfDirect } from '#src/ports.ts'
import { backOffMs } from '#src/runtime/back-off.ts'
import type { OutboxRow } from '#src/storage/storage.ts'

const retryLimits = { firstMs: 1000, mostMs: 5 * 60_000 }
/** A platform that asks for more is mistaken, or asked again then. */
const longestAskedMs = 3_600_000
/** How much longer than that we wait, at most. */
const mostMore = 0.1

/**
 * What follows from a send, or a question about one, that failed. Parks exactly what the error's scope says. Throws
 * what no platform should have thrown: that is a bug, and the process must not go on guessing.
 */
export async function refused(
  error: unknown,
  row: OutboxRow,
  parts: LaneParts,
  what: 'send' | 'question' = 'send',
): Promise<void> {
  const { storage, log, clock, random, settings } = parts
  const { failures, asked, inWords } = failuresOf(row, what)
  const { deliveryId, channel } = row
  if (error instanceof TemporaryError) {
    if (error.scope === 'message' && failures >= settings.mostTries) {
      return giveUp(row, `${inWords}: ${error.message}`, parts)
    }
    const until = clock.now() + waitMs(error, failures, random)
    await park(error.scope, row, until, error.message, parts)
    log.warn({ deliveryId, channel, scope: error.scope, reason: error.message, until }, 'post put off')
    // An uncertain row stays so: that it may not be looked for now does not tell whether it is there.
    if (row.state === 'uncertain') return storage.markUncertain(deliveryId, until, error.message, asked)
    return storage.retryAt(deliveryId, until, error.message)
  }
  if (error instanceof UncertainError) return uncertain(error, row, parts, what)
  if (error instanceof PermanentError) {
    // The reply follows its root, and surely is not there.
    if (row.rootId !== undefined && (await postAgain(error, row, parts)))
      return storage.retryAt(deliveryId, clock.now(), 'its root was deleted')
    if (error.scope === 'message') return giveUp(row, error.reason, parts)
    if (error.scope === 'channel' && (await isUnwanted(row, error, parts))) return giveUp(row, error.reason, parts)
    const until = clock.now() + settings.recheckMs
    if (error.scope === 'channel') await pauseChannel(channel, error, parts)
    await park(error.scope, row, until, error.reason, parts)
    log.error({ channel, scope: error.scope, reason: error.reason, detail: error.message, until }, 'posting is paused')
    // The row itself is what tries the channel again.
    if (row.state === 'uncertain') return storage.markUncertain(deliveryId, until, error.reason, asked)
    return storage.retryAt(deliveryId, until, error.reason)
  }
  throw error
}

/** Questions are counted by themselves: a post that surely is not there has all its tries left to be sent again. */
function failuresOf({ tries, asked }: OutboxRow, what: 'send' | 'question') {
  if (what === 'send') return { failures: tries + 1, asked: 0, inWords: `tried ${tries + 1} times` }
  return { failures: asked + 1, asked: asked + 1, inWords: `asked ${asked + 1} times whether it is there` }
}

async function uncertain(
  error: UncertainError,
  row: OutboxRow,
  parts: LaneParts,
  what: 'send' | 'question',
): Promise<void> {
  const { platform, storage, log, clock, random, settings } = parts
  const { failures, asked, inWords } = failuresOf(row, what)
  if (failures >= settings.mostTries) return giveUp(row, `${inWords}: ${error.message}`, parts)
  const restsLonger = platform.findSent === undefined && row.rootId === undefined
  // A third root of the same series would be worse than one that waits for somebody to send it.
  if (restsLonger && row.state === 'uncertain')
    return giveUp(row, `sent twice, no answer either time, and the platform cannot be asked: ${error.message}`, parts)
  const wait = restsLonger ? settings.uncertainRestMs : waitMs(error, failures, random)
  log.warn(
    { deliveryId: row.deliveryId, channel: row.channel, reason: error.message },
    'a post may or may not be there',
  )
  await storage.markUncertain(row.deliveryId, clock.now() + wait, error.message, asked)
}

/**
 * Somebody who cannot be written to directly is left alone until they ask for it again: no channel to mend, nothing to
 * try every hour. Not where they subscribed their conversation with the bot, which is a channel like others.
 */
async function isUnwanted({ channel }: OutboxRow, { reason }: PermanentError, parts: LaneParts): Promise<boolean> {
  const { storage, platform } = parts
  const userId = userOfDirect(channel)
  if (userId === undefined) return false
  if ((await storage.subscriptions({ platform: platform.name, channel })).length > 0) return false
  await storage.setQuiet({ platform: platform.name, userId }, reason)
  return true
}

export async function giveUp(row: OutboxRow, reason: string, { storage, log, platform }: LaneParts): Promise<void> {
  log.error({ deliveryId: row.deliveryId, channel: row.channel, reason }, 'post given up')
  await storage.giveUp(row.deliveryId, reason)
  // It may have been the one that tried a paused channel again: now the next post does.
  await storage.pauseChannel(platform.name, row.channel, undefined)
}

export async function park(
  scope: TemporaryError['scope'],
  { channel }: Pick<OutboxRow, 'channel'>,
  until: number,
  reason: string,
  { storage, platform }: LaneParts,
): Promise<void> {
  if (scope === 'message') return
  await storage.parkLane(platform.name, scope === 'channel' ? channel : undefined, until, reason)
}

/** Nothing that failed waits longer than this. */
export function longestWaitMs({ recheckMs, uncertainRestMs }: LaneParts['settings']): number {
  return Math.max(longestAskedMs * (1 + mostMore), recheckMs, uncertainRestMs)
}

/** As long as the platform asks, and a little more, so that lanes that were parked together do not return together. */
export function waitMs(error: TemporaryError | UncertainError, failures: number, random: () => number): number {
  const asked = error instanceof TemporaryError ? error.retryAfterMs : undefined
  if (asked === undefined) return backOffMs(failures, retryLimits, random)
  return Math.round(Math.min(asked, longestAskedMs) * (1 + random() * mostMore))
}
