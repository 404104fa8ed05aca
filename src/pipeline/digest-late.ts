import { missedNotice } from '#src/notice/digest-notice.ts'
import { postsIn, takesAny } from '#src/people/gather-digest.ts'
import { archiveUrl } from '#src/pipeline/archive-url.ts'
import { channelName } from '#src/pipeline/channels-for.ts'
import { digestRow, isMuted, type DigestList, type DigestParts } from '#src/pipeline/digest-round.ts'
import type { NewOutboxRow, SavedSeries, Subscription } from '#src/storage/storage.ts'

const why = 'The bot was away when these came, so they have no posts of their own.'

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
    const rows = await rowsFor(late, list, parts, now)
    const keys = late.map(({ key }) => key)
    if (await parts.storage.tellLate(keys, rows, now)) posted += rows.length
  }
  return posted
}

async function rowsFor(
  late: readonly SavedSeries[],
  list: DigestList,
  { storage, platforms }: DigestParts,
  now: number,
): Promise<readonly NewOutboxRow[]> {
  const rows: NewOutboxRow[] = []
  const subscriptions = (await storage.subscriptions()).filter(
    (one) => one.list === list.name && one.pausedBecause === undefined && platforms.includes(one.platform),
  )
  for (const mine of byChannel(subscriptions)) {
    const [at] = mine
    if (at === undefined || (await isMuted(at, storage, now))) continue
    const series = late.filter((one) =>
      takesAny(
        mine.filter(({ createdAt }) => createdAt <= one.summary.revision.lastAt).map(({ filter }) => filter),
        one.summary,
        list.name,
      ),
    )
    const posts = await postsIn(at, series, storage)
    const notice = missedNotice(series, why, {
      archiveUrl: (id) => archiveUrl(list.archive, id),
      ...posts,
    })
    const newest = series.at(-1)?.key ?? ''
    if (notice !== undefined)
      rows.push(digestRow(at, `late:${at.platform}:${at.channel}:${list.name}:${newest}`, notice))
  }
  return rows
}

function byChannel(subscriptions: readonly Subscription[]): readonly (readonly Subscription[])[] {
  return [...Map.groupBy(subscriptions, channelName).values()]
}
