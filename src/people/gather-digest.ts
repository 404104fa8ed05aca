import { takesSeries } from '#src/events/takes-series.ts'
import { canonicalAddress, type Mailmap } from '#src/mail/mailmap.ts'
import type { DigestView } from '#src/notice/digest-lines.ts'
import { digestNotice } from '#src/notice/digest-notice.ts'
import type { Notice } from '#src/notice/notice.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { Channel } from '#src/ports.ts'
import { channelDigest, fewestReplies, staleMs, type DigestSeries } from '#src/stats/channel-digest.ts'
import type { SavedSeries, Storage } from '#src/storage/storage.ts'

/** What a digest is asked of. Milliseconds; `until` is not part of the period. */
export interface DigestWanted extends Channel {
  readonly list: string
  readonly from: number
  readonly until: number
  /** Normal form, '' takes everything; undefined: what the channel subscribes to. */
  readonly filter: string | undefined
}

export interface DigestTables {
  readonly mailmap: Mailmap
  readonly archiveUrl: NoticeView['archiveUrl']
}

const dayMs = 86_400_000
/** Parts may come so much later than the first one, from which a series' age is counted. */
const latePartsMs = 2 * dayMs
/** Less than this is too little to tell who is new. */
const memoryMs = 30 * dayMs

/** The digest of a period for a channel; undefined where nothing happened, or the channel subscribes to nothing. */
export async function gatherDigest(
  wanted: DigestWanted,
  storage: Storage,
  { mailmap, archiveUrl }: DigestTables,
): Promise<Notice | undefined> {
  const { list, from, until } = wanted
  const filters = await filtersOf(wanted, storage)
  if (filters.length === 0) return undefined
  const answered = await storage.seriesAnswered(list, { from, until }, fewestReplies)
  const found = [
    ...(await storage.seriesBegun(list, from, until)),
    ...(await storage.seriesUnanswered(list, from - staleMs - latePartsMs, until - staleMs)),
    ...(await storage.seriesApplied(list, from, until)),
    ...answered.map(({ series }) => series),
  ]
  const byKey = new Map(found.map((one) => [one.key, one]))
  const series = [...byKey.values()].filter(({ summary }) =>
    filters.some((filter) => takesSeries(filter, summary, list)),
  )
  const digest = channelDigest({
    from,
    until,
    series,
    replies: new Map(answered.map((one) => [one.series.key, one.replies])),
    firstPatches: await firstPatches(series, from, storage, mailmap),
    mailmap,
  })
  const roots = await rootsIn(wanted, series, storage)
  const words = { title: `${list} digest`, notes: filters.includes('') ? [] : [`only ${filters.join(' or ')}`] }
  return digestNotice(digest, words, { archiveUrl, ...roots })
}

/** Normal forms; '' among them takes everything. */
async function filtersOf(
  { platform, channel, list, filter }: DigestWanted,
  storage: Storage,
): Promise<readonly string[]> {
  if (filter !== undefined) return [filter]
  const mine = await storage.subscriptions({ platform, channel })
  return [...new Set(mine.filter((one) => one.list === list).map((one) => one.filter))]
}

async function firstPatches(
  series: readonly DigestSeries[],
  from: number,
  storage: Storage,
  mailmap: Mailmap,
): Promise<ReadonlyMap<string, number> | undefined> {
  const oldest = await storage.oldestMail()
  if (oldest === undefined || oldest > from - memoryMs) return undefined
  const authors = series.flatMap(({ summary }) => summary.patches.flatMap(({ author }) => author ?? []))
  const emails = authors.flatMap((author) => [author.email, canonicalAddress(author, mailmap).email])
  return storage.firstContributions([...new Set(emails.map((email) => email.toLowerCase()))], 'patches')
}

/** Where the channel has the roots of these series. */
export async function rootsIn(
  { platform, channel }: Channel,
  series: readonly Pick<SavedSeries, 'key'>[],
  storage: Storage,
): Promise<Required<Pick<DigestView, 'postOf' | 'postUrl'>>> {
  const posts = await storage.postsOfSeries(series.map(({ key }) => key))
  const roots = new Map(
    posts.flatMap((post) => {
      const isHere = post.platform === platform && post.channel === channel
      const isRoot = post.rootId === undefined && post.state !== 'dead'
      return isHere && isRoot && post.seriesKey !== undefined ? [[post.seriesKey, post]] : []
    }),
  )
  return {
    postOf: (key) => roots.get(key)?.deliveryId,
    postUrl: (key) => roots.get(key)?.sent?.url,
  }
}
