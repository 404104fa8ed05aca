import { timeAfter, timeUpTo } from '#src/lib/weekly-time.ts'
import type { Mailmap } from '#src/mail/mailmap.ts'
import { activeMutes } from '#src/people/active-mutes.ts'
import { gatherDigest } from '#src/people/gather-digest.ts'
import { archiveUrl } from '#src/pipeline/archive-url.ts'
import { loneRow } from '#src/pipeline/lone-row.ts'
import type { Channel } from '#src/ports.ts'
import type { Schedule } from '#src/storage/digests.ts'
import type { Storage } from '#src/storage/storage.ts'

/** A followed list, as digests need to know it. */
export interface DigestList {
  readonly name: string
  readonly archive?: string | undefined
  /** It has been read to its end. False while it is being read, or cannot be. */
  isRead(): boolean
  /** All mails that came before that moment have been read. */
  hasReadUntil(at: number): boolean
}

export interface DigestParts {
  readonly storage: Storage
  readonly lists: readonly DigestList[]
  /** Names of those that are connected. */
  readonly platforms: readonly string[]
  readonly mailmap: Mailmap
}

/** A clock that was ahead by more than this when a period was settled is not believed. */
const clockWasWrongMs = 2 * 86_400_000

/**
 * Settles every period that has ended, each once, and posts what there is to tell. Times that were missed make one
 * digest of all that came since the last. Returns how many were posted.
 */
export async function postDueDigests(parts: DigestParts, now: number): Promise<number> {
  const { storage } = parts
  let posted = 0
  for (const schedule of await storage.schedules()) {
    const list = parts.lists.find(({ name }) => name === schedule.list)
    if (list === undefined || !parts.platforms.includes(schedule.platform)) continue
    const { coveredUntil } = schedule
    const until = timeUpTo(schedule.weekly, now)
    if (coveredUntil > now + clockWasWrongMs) await storage.settlePeriod(schedule, until, undefined, now)
    if (!isDue(schedule, until) || !list.isRead() || !list.hasReadUntil(until)) continue
    if (await isSilent(schedule, storage, now)) continue
    const wanted = { ...schedule, from: coveredUntil, until }
    const tables = { mailmap: parts.mailmap, archiveUrl: (id: string) => archiveUrl(list.archive, id) }
    const notice = await gatherDigest(wanted, storage, tables)
    const row = notice === undefined ? undefined : loneRow(schedule, periodId(schedule, until), 'root', notice)
    const isOurs = await storage.settlePeriod(schedule, until, row, now)
    if (isOurs && row !== undefined) posted += 1
  }
  return posted
}

/** When to look again: the next time of any schedule. */
export async function nextDigestAt(
  { storage }: Pick<DigestParts, 'storage'>,
  now: number,
): Promise<number | undefined> {
  const times = (await storage.schedules()).map(({ weekly }) => timeAfter(weekly, now))
  return times.length === 0 ? undefined : Math.min(...times)
}

/** `until`: the last time of the schedule. Times before it was made, or changed, are not made up. */
function isDue({ createdAt, coveredUntil }: Schedule, until: number): boolean {
  return until > coveredUntil && until > createdAt
}

/** A channel that refuses us, or wants quiet, gets its digest when that is over. */
async function isSilent({ platform, channel }: Channel, storage: Storage, now: number): Promise<boolean> {
  const subscriptions = await storage.subscriptions({ platform, channel })
  const isPaused = subscriptions.length > 0 && subscriptions.every((one) => one.pausedBecause !== undefined)
  return isPaused || (await isMuted({ platform, channel }, storage, now))
}

/** The whole channel, not one series. */
export async function isMuted(at: Channel, storage: Storage, now: number): Promise<boolean> {
  return activeMutes(await storage.mutes(at), now).whole !== undefined
}

function periodId({ platform, channel, list }: Schedule, until: number): string {
  return `digest:${platform}:${channel}:${list}:${until}`
}
