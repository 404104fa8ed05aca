import type { Event } from '#src/events/event.ts'
import { supersededNotice } from '#src/notice/superseded-notice.ts'
import type { NoticeView, OtherRevision } from '#src/notice/view.ts'
import { channelName, channelsFor } from '#src/pipeline/channels-for.ts'
import type { ReviewEvent, ReviewGroup } from '#src/pipeline/review-groups.ts'
import { groupReviews } from '#src/pipeline/review-groups.ts'
import { withoutMuted } from '#src/pipeline/without-muted.ts'
import type { SeriesRow } from '#src/pipeline/write-posts.ts'
import { postRow, postsOf, rootIdOf, seriesEventId, stateEventId } from '#src/pipeline/write-posts.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import type { Channel, Limits } from '#src/ports.ts'
import { mayStillArrive } from '#src/series/missing-parts.ts'
import { isComplete } from '#src/series/revision.ts'
import type { MissedPost, Mute } from '#src/storage/personal.ts'
import type { NewOutboxRow, Post, SavedSeries, Subscription } from '#src/storage/storage.ts'

/** A series that is to be seen, and all that its posts depend on. */
export interface PostedSeries {
  readonly series: SavedSeries
  /** Configured lists that brought its parts; its events go by the first. */
  readonly lists: readonly string[]
  /** It is announced by this very look. */
  readonly isNew: boolean
  readonly replies: readonly ListMail[]
  readonly previous: OtherRevision | undefined
  readonly successor: OtherRevision | undefined
}

export interface KnownPosts {
  readonly posts: readonly Post[]
  readonly reviews: readonly ReviewEvent[]
  readonly subscriptions: readonly Subscription[]
  /** Of all channels, by now. */
  readonly mutes: readonly Mute[]
  /** Delivery ids of posts that a mute held back before. */
  readonly missed: ReadonlySet<string>
  readonly at: number
  /** By the source's clock. */
  readonly now: number
  /** Keys of series that were posted before all their parts were here. */
  readonly partial: ReadonlySet<string>
  /** Undefined for a platform that is not connected. */
  readonly limitsOf: (platform: string) => Limits | undefined
  readonly archiveUrl: (messageId: string) => string
}

export interface Composed {
  readonly events: readonly Event[]
  readonly rows: readonly NewOutboxRow[]
  readonly edits: readonly NewOutboxRow[]
  /** What a muted channel does not get. */
  readonly missed: readonly MissedPost[]
}

/** Everything that all channels should show of these series, less what they show already. Pure. */
export function composeAnnouncement(all: readonly PostedSeries[], known: KnownPosts): Composed {
  const posts = new Map(known.posts.map((post) => [post.deliveryId, post]))
  const channels = new Map(all.map((one) => [one, destinationsOf(one, known, posts)]))
  const roots = new Set(known.posts.filter(isLivingRoot).map(({ deliveryId }) => deliveryId))
  for (const [{ series }, destinations] of channels)
    for (const { at } of destinations) roots.add(rootIdOf(series.key, at))

  const events: Event[] = []
  const wanted: SeriesRow[] = []
  const last: SeriesRow[] = []
  for (const [one, destinations] of channels) {
    const { series } = one
    if (one.isNew) events.push(seriesEvent(one))
    if (destinations.length === 0) continue
    const before = known.reviews.filter(({ seriesKey }) => seriesKey === series.key)
    const groups = groupReviews({ list: one.lists[0] ?? '', seriesKey: series.key }, one.replies, before)
    const changed = groups.filter(({ isUnchanged }) => !isUnchanged)
    events.push(...changed.map(({ event }) => event), ...stateEvents(one))
    for (const { at, isNew, limits } of destinations) {
      const view = viewOf(one, at, roots, known)
      const shown: readonly ReviewGroup[] = isNew ? groups : changed
      wanted.push(...postsOf(at, { key: series.key, summary: series.summary, reviews: shown }, view, limits))
      if (one.successor !== undefined) last.push(supersededRow(one, one.successor, at, view))
    }
    if (one.successor !== undefined) events.push(supersededEvent(one, one.successor))
  }
  // Links to a successor work when its root was posted first.
  wanted.push(...last)
  const paused = pausedChannels(known.subscriptions)
  const fresh = wanted.filter((row) => !posts.has(row.deliveryId) && !paused.has(channelName(row)))
  return {
    events,
    ...withoutMuted(fresh, known),
    edits: wanted.filter((row) => {
      const post = posts.get(row.deliveryId)
      return post !== undefined && post.state !== 'dead' && post.noticeHash !== row.noticeHash
    }),
  }
}

interface Destination {
  readonly at: Channel
  readonly isNew: boolean
  readonly limits: Limits
}

/** Where it stands already, and where it should stand. A root that was given up has no replies and no edits. */
function destinationsOf(
  { series, lists, isNew }: PostedSeries,
  known: KnownPosts,
  posts: ReadonlyMap<string, Post>,
): readonly Destination[] {
  const there = known.posts.filter((post) => isLivingRoot(post) && post.seriesKey === series.key)
  const wanted = channelsFor(series.summary, lists, known.subscriptions, isNew ? undefined : series.announcedAt)
  const fresh = wanted.filter((at) => !posts.has(rootIdOf(series.key, at)))
  const all = [
    ...there.map(({ platform, channel }) => ({ at: { platform, channel }, isNew: false })),
    ...fresh.map((at) => ({ at, isNew: true })),
  ]
  return all.flatMap((one) => {
    const limits = known.limitsOf(one.at.platform)
    return limits === undefined ? [] : [{ ...one, limits }]
  })
}

/** The root of a series' thread, and not some other post without one, such as a direct message about it. */
function isLivingRoot({ deliveryId, rootId, seriesKey, state, ...at }: Post): boolean {
  if (rootId !== undefined || seriesKey === undefined || state === 'dead') return false
  return deliveryId === rootIdOf(seriesKey, at)
}

function viewOf(one: PostedSeries, at: Channel, roots: ReadonlySet<string>, known: KnownPosts): NoticeView {
  return {
    key: one.series.key,
    archiveUrl: known.archiveUrl,
    postOf(seriesKey) {
      const root = rootIdOf(seriesKey, at)
      return roots.has(root) ? root : undefined
    },
    previous: one.previous,
    supersededBy: one.successor,
    mayStillArrive: mayStillArrive(one.series.summary.revision, known.now),
    wasPartial: known.partial.has(one.series.key),
  }
}

/** A channel that refuses us gets no new posts, so that its return is no flood; what it shows is kept up to date. */
function pausedChannels(subscriptions: readonly Subscription[]): ReadonlySet<string> {
  const paused = new Set(subscriptions.filter(({ pausedBecause }) => pausedBecause !== undefined).map(channelName))
  for (const one of subscriptions) if (one.pausedBecause === undefined) paused.delete(channelName(one))
  return paused
}

function seriesEvent({ series, lists }: PostedSeries): Event {
  const { key, summary } = series
  const { revision } = summary
  const event = {
    id: seriesEventId(key),
    list: lists[0] ?? '',
    seriesKey: key,
    at: revision.firstAt,
    is: 'series',
  } as const
  return isComplete(revision) ? event : { ...event, partial: true }
}

function stateEvents({ series, lists }: PostedSeries): readonly Event[] {
  const { key, summary } = series
  const id = stateEventId(key, summary)
  if (id === undefined || !('messageId' in summary.state)) return []
  const { at, messageId } = summary.state
  return [{ id, list: lists[0] ?? '', seriesKey: key, at, is: 'state', messageId }]
}

function supersededId({ series }: PostedSeries, by: OtherRevision): string {
  return `superseded:${series.key}:${by.key}`
}

function supersededEvent(one: PostedSeries, by: OtherRevision): Event {
  const { series, lists } = one
  const at = by.firstAt ?? series.touchedAt
  return { id: supersededId(one, by), list: lists[0] ?? '', seriesKey: series.key, at, is: 'superseded', byKey: by.key }
}

function supersededRow(one: PostedSeries, by: OtherRevision, at: Channel, view: NoticeView): SeriesRow {
  const notice = supersededNotice(by, view)
  return postRow(at, { eventId: supersededId(one, by), part: 'superseded', seriesKey: one.series.key, notice })
}
