import { activeMutes } from '#src/people/active-mutes.ts'
import type { ActiveMutes } from '#src/people/active-mutes.ts'
import { channelName } from '#src/pipeline/channels-for.ts'
import type { SeriesRow } from '#src/pipeline/write-posts.ts'
import type { MissedPost, Mute } from '#src/storage/personal.ts'

/** What else decides whether a new post is posted. */
interface Held {
  readonly mutes: readonly Mute[]
  readonly missed: ReadonlySet<string>
  readonly at: number
}

/**
 * New posts less those that a mute holds back: all of a muted channel's, which are remembered for its end, and replies
 * of a muted series. What was held back once stays so, that the end of a mute is no flood; its root comes when there is
 * something new to say below it. Pure.
 */
export function withoutMuted(
  fresh: readonly SeriesRow[],
  { mutes, missed: before, at }: Held,
): { readonly rows: readonly SeriesRow[]; readonly missed: readonly MissedPost[] } {
  const byChannel = Map.groupBy(mutes, channelName)
  const active = new Map<string, ActiveMutes>()
  for (const [name, some] of byChannel) active.set(name, activeMutes(some, at))

  const spoken = fresh.filter((row) => !isMuted(row) && !before.has(row.deliveryId))
  const news = new Set(spoken.filter(({ part }) => !isFirst(part)).map(threadName))
  const rows = fresh.filter((row) => {
    if (isMuted(row)) return false
    return !before.has(row.deliveryId) || (isFirst(row.part) && news.has(threadName(row)))
  })
  const missed = fresh.filter((row) => active.get(channelName(row))?.whole !== undefined).map(missedPost)
  return { rows, missed }

  function isMuted(row: SeriesRow): boolean {
    const muted = active.get(channelName(row))
    return muted?.whole !== undefined || (row.rootId !== undefined && muted?.series.has(row.seriesKey) === true)
  }
}

/** Root and patch list, without which nothing else can stand. */
function isFirst(part: string): boolean {
  return part === 'root' || part.startsWith('list ')
}

function threadName(row: SeriesRow): string {
  return `${channelName(row)} ${row.seriesKey}`
}

function missedPost({ platform, channel, deliveryId, seriesKey, part }: SeriesRow): MissedPost {
  return { platform, channel, deliveryId, seriesKey, part }
}
