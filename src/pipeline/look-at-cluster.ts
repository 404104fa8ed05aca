import { archiveUrl } from '#src/pipeline/archive-url.ts'
import type { Composed, PostedSeries } from '#src/pipeline/compose-announcement.ts'
import { composeAnnouncement } from '#src/pipeline/compose-announcement.ts'
import type { LinkedSeries } from '#src/pipeline/find-lineage.ts'
import { linkSeries } from '#src/pipeline/find-lineage.ts'
import { otherRevision } from '#src/pipeline/other-revision.ts'
import { keyRevisions } from '#src/pipeline/series-keys.ts'
import type { PipelineSettings } from '#src/pipeline/settings.ts'
import { tellListeners } from '#src/pipeline/tell-listeners.ts'
import { whenToAnnounce, withoutPost } from '#src/pipeline/when-to-announce.ts'
import type { Limits } from '#src/ports.ts'
import { assemble } from '#src/series/assemble.ts'
import { awaitedUntil, mayStillArrive } from '#src/series/missing-parts.ts'
import { partIds } from '#src/series/revision.ts'
import type { Announcement, Cluster, ListStart, Post, SavedSeries, Storage } from '#src/storage/storage.ts'
import type { Summary } from '#src/summary/summary.ts'
import type { Tables } from '#src/tag/tables.ts'

export interface LookParts {
  readonly storage: Storage
  readonly tables: Tables
  readonly settings: Pick<PipelineSettings, 'quietMs' | 'catchUpMs'>
  readonly start: ListStart
  readonly archive: string | undefined
  readonly limitsOf: (platform: string) => Limits | undefined
  /** By the source's clock. */
  readonly now: number
  readonly at: number
  /** The source lives in the present, so that what is old has been missed. */
  readonly isLive: boolean
  /** `kvm`: what people type in front of commands. */
  readonly commandName?: string
}

/** What changes by one look at a cluster: its series as they are now, and what that means for each channel. */
export async function lookAtCluster(cluster: Cluster, parts: LookParts): Promise<Announcement> {
  const { storage, tables, at } = parts
  const mails = new Map(cluster.mails.map((mail) => [mail.messageId, mail]))
  const keyed = keyRevisions(assemble(cluster.mails), cluster.series)
  const linked = await linkSeries(keyed, (id) => mails.get(id), storage, tables)
  const settled = linked.map((one) => settle(one, cluster, parts))
  const replaced = replacements(settled, cluster)
  const series = settled.map(({ saved }) => ({ ...saved, supersededBy: saved.supersededBy ?? replaced.get(saved.key) }))
  const here = new Set(series.map(({ key }) => key))
  const beyond = [...replaced].filter(([key]) => !here.has(key)).map(([key, by]) => ({ key, by }))
  // The thread of one that was posted tells of its successor; one without a post has nothing to tell.
  const toTell = new Set(linked.flatMap(({ previous }) => (wasPosted(previous) ? previous.key : [])))
  const fresh = linked.filter(({ saved }) => saved === undefined)

  const posted = await postedSeries(series, settled, cluster, parts)
  const posts = await postsOf(posted, storage)
  const composed = posted.length === 0 ? nothing : await compose(posted, posts, parts)
  const direct = await tellListeners(settled, cluster, posts, parts)
  const waits = settled.flatMap(({ waitUntil }) => waitUntil ?? [])
  return {
    cluster,
    series,
    ...composed,
    rows: [...composed.rows, ...direct.rows],
    edits: [...composed.edits, ...direct.edits],
    superseded: beyond,
    late: settled.flatMap(({ saved, isLate }) => (isLate ? [saved.key] : [])),
    lookAlso: [
      ...new Set([
        ...beyond.map(({ key }) => key).filter((key) => toTell.has(key)),
        ...fresh.flatMap(({ orphans }) => orphans),
      ]),
    ],
    lookAgainAt: waits.length === 0 ? undefined : Math.min(...waits),
    at,
  }
}

const nothing: Composed = { events: [], rows: [], edits: [], missed: [] }

interface Settled {
  readonly linked: LinkedSeries
  readonly saved: SavedSeries
  readonly isNew: boolean
  readonly isLate: boolean
  readonly waitUntil: number | undefined
}

function settle(linked: LinkedSeries, cluster: Cluster, parts: LookParts): Settled {
  const { key, summary, saved: before } = linked
  const touchedAt = touchedBy(summary, cluster)
  const base = { key, summary, touchedAt, supersededBy: before?.supersededBy }
  if (before?.announcedAt !== undefined && !isYoungNow(before, summary, parts)) {
    return {
      linked,
      saved: { ...base, announcedAt: before.announcedAt },
      isNew: false,
      isLate: false,
      waitUntil: chipChangesAt(before, summary, parts),
    }
  }
  const wallNow = parts.isLive ? parts.at : undefined
  const moment = whenToAnnounce(summary.revision, { ...parts, partSeenAt: cluster.partSeenAt, wallNow })
  if (typeof moment === 'object') {
    return {
      linked,
      saved: { ...base, announcedAt: undefined },
      isNew: false,
      isLate: false,
      waitUntil: moment.waitUntil,
    }
  }
  const announcedAt = moment === 'now' ? parts.at : withoutPost
  return {
    linked,
    saved: { ...base, announcedAt },
    isNew: moment === 'now',
    isLate: moment === 'late',
    waitUntil: chipChangesAt({ announcedAt }, summary, parts),
  }
}

/** When its posts no longer say that the missing parts are waited for. */
function chipChangesAt(
  saved: Pick<SavedSeries, 'announcedAt'>,
  { revision }: Summary,
  { now }: LookParts,
): number | undefined {
  return wasPosted(saved) && mayStillArrive(revision, now) ? awaitedUntil(revision) : undefined
}

/** Its first parts were too old for a post; one that came since is not. */
function isYoungNow(before: SavedSeries, { revision }: Summary, { start }: LookParts): boolean {
  const { announceFrom } = start
  const wasOld = before.announcedAt === withoutPost && before.summary.revision.lastAt < announceFrom
  return wasOld && revision.lastAt >= announceFrom
}

function wasPosted<T extends Partial<Pick<SavedSeries, 'announcedAt'>>>(series: T | undefined): series is T {
  return series?.announcedAt !== undefined && series.announcedAt !== withoutPost
}

function touchedBy({ revision }: Summary, { mails }: Cluster): number {
  const replies = new Set(revision.replies)
  return mails.reduce(
    (newest, { messageId, receivedAt }) => (replies.has(messageId) ? Math.max(newest, receivedAt) : newest),
    revision.lastAt,
  )
}

/** Series that an announced one follows, and that nothing followed yet. */
function replacements(settled: readonly Settled[], cluster: Cluster): ReadonlyMap<string, string> {
  const known = new Map(cluster.series.map(({ key, supersededBy }) => [key, supersededBy]))
  const replaced = new Map<string, string>()
  for (const { linked, saved } of settled) {
    const { previous } = linked
    if (previous === undefined || saved.announcedAt === undefined) continue
    const already = previous.supersededBy ?? known.get(previous.key) ?? replaced.get(previous.key)
    if (already === undefined) replaced.set(previous.key, saved.key)
  }
  return replaced
}

async function postedSeries(
  series: readonly SavedSeries[],
  settled: readonly Settled[],
  cluster: Cluster,
  { storage, archive }: LookParts,
): Promise<readonly PostedSeries[]> {
  const mails = new Map(cluster.mails.map((mail) => [mail.messageId, mail]))
  const byKey = new Map(series.map((one) => [one.key, one]))
  const posted: PostedSeries[] = []
  for (const one of series) {
    if (!wasPosted(one)) continue
    const { linked, isNew } = settled.find(({ saved }) => saved.key === one.key) ?? {}
    const { revision } = one.summary
    const by = one.supersededBy
    const successor = by === undefined ? undefined : (byKey.get(by) ?? (await storage.seriesByKey(by)))
    posted.push({
      series: one,
      lists: [...new Set(partIds(revision).flatMap((id) => cluster.listsOf.get(id) ?? []))],
      isNew: isNew ?? false,
      replies: revision.replies.flatMap((id) => mails.get(id) ?? []),
      previous: linked?.previous === undefined ? undefined : otherRevision(linked.previous, archive),
      successor: successor === undefined ? undefined : otherRevision(successor, archive),
    })
  }
  return posted
}

/** Of the series and of those that they link to. */
async function postsOf(posted: readonly PostedSeries[], storage: Storage): Promise<readonly Post[]> {
  if (posted.length === 0) return []
  const others = posted.flatMap(({ previous, successor }) => [previous, successor]).flatMap((other) => other?.key ?? [])
  return storage.postsOfSeries([...posted.map(({ series }) => series.key), ...others])
}

async function compose(
  posted: readonly PostedSeries[],
  posts: readonly Post[],
  { storage, archive, limitsOf, at, now }: LookParts,
) {
  const own = posted.map(({ series }) => series.key)
  const events = await storage.eventsOfSeries(own)
  return composeAnnouncement(posted, {
    posts,
    reviews: events.filter((event) => event.is === 'review'),
    subscriptions: await storage.subscriptions(),
    mutes: await storage.mutes(),
    missed: await storage.missedOfSeries(own),
    at,
    now,
    partial: new Set(
      events.flatMap((event) => (event.is === 'series' && event.partial === true ? event.seriesKey : [])),
    ),
    limitsOf,
    archiveUrl: (messageId) => archiveUrl(archive, messageId),
  })
}
