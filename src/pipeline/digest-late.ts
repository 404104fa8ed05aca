import { takesSeries } from '#src/events/takes-series.ts'
import { lateNotice } from '#src/notice/digest-notice.ts'
import { rootsIn } from '#src/people/gather-digest.ts'
import { archiveUrl } from '#src/pipeline/archive-url.ts'
import { channelName } from '#src/pipeline/channels-for.ts'
import { isMuted, type DigestList, type DigestParts } from '#src/pipeline/digest-round.ts'
import { loneRow } from '#src/pipeline/lone-row.ts'
import { rootIdOf } from '#src/pipeline/write-posts.ts'
import type { Channel } from '#src/ports.ts'
import type { MissedPost } from '#src/storage/personal.ts'
import type { NewOutboxRow, SavedSeries, Subscription } from '#src/storage/storage.ts'

/**
 * After an outage: one post in each channel about the series that it would have got. Returns how many were posted.
 * Asks for lists that have been read to their end, so that there is one post and not several.
 */
export async function postLateSeries(parts: DigestParts, now: number): Promise<number> {
  let posted = 0
  for (const list of parts.lists) {
    if (!list.isRead()) continue
    const late = await parts.storage.lateSeries(list.name)
    if (late.length === 0) continue
    const told = await tellingOf(late, list, parts, now)
    const keys = late.map(({ key }) => key)
    if (await parts.storage.tellLate(keys, told, now)) posted += told.rows.length
  }
  return posted
}

async function tellingOf(
  late: readonly SavedSeries[],
  list: DigestList,
  { storage, platforms }: DigestParts,
  now: number,
): Promise<{ readonly rows: readonly NewOutboxRow[]; readonly missed: readonly MissedPost[] }> {
  const rows: NewOutboxRow[] = []
  const missed: MissedPost[] = []
  const subscriptions = (await storage.subscriptions()).filter(
    (one) => one.list === list.name && one.pausedBecause === undefined && platforms.includes(one.platform),
  )
  for (const mine of byChannel(subscriptions)) {
    const [at] = mine
    if (at === undefined) continue
    const series = late.filter(({ summary }) =>
      mine.some(
        ({ filter, createdAt }) => createdAt <= summary.revision.lastAt && takesSeries(filter, summary, list.name),
      ),
    )
    if (await isMuted(at, storage, now)) {
      // Told at the end of the mute, with what else it held back.
      missed.push(...series.map(({ key }) => missedRoot(key, at)))
      continue
    }
    const roots = await rootsIn(at, series, storage)
    const notice = lateNotice(series, { archiveUrl: (id) => archiveUrl(list.archive, id), ...roots })
    const newest = series.at(-1)?.key ?? ''
    if (notice !== undefined)
      rows.push(loneRow(at, `late:${at.platform}:${at.channel}:${list.name}:${newest}`, 'root', notice))
  }
  return { rows, missed }
}

function missedRoot(seriesKey: string, { platform, channel }: Channel): MissedPost {
  return { deliveryId: rootIdOf(seriesKey, { platform, channel }), platform, channel, seriesKey, part: 'root' }
}

function byChannel(subscriptions: readonly Subscription[]): readonly (readonly Subscription[])[] {
  return [...Map.groupBy(subscriptions, channelName).values()]
}
