import type { NoticeView } from '#src/notice/view.ts'
import { missedNotice } from '#src/notice/missed-notice.ts'
import { archiveUrl } from '#src/pipeline/archive-url.ts'
import { loneRow } from '#src/pipeline/lone-row.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { MissedPost, Mute } from '#src/storage/personal.ts'
import type { NewOutboxRow, Storage } from '#src/storage/storage.ts'
import type { Summary } from '#src/summary/summary.ts'

/** A mute may end that much late. */
const lookEveryMs = 5000

interface MuteParts {
  readonly storage: Storage
  readonly clock: Clock
  /** Of the only list; links go to an archive of all where there are several. */
  readonly archive: string | undefined
  /** Told when something may have become due. */
  readonly announced: () => Promise<void>
}

/** Until the signal aborts: mutes that are over are ended, with one post about what they held back. */
export async function watchMutes(parts: MuteParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if ((await endMutes(parts)) > 0) await parts.announced()
    await parts.clock.sleep(lookEveryMs, signal)
  }
}

/** Returns how many mutes were over. */
export async function endMutes({ storage, clock, archive }: Omit<MuteParts, 'announced'>): Promise<number> {
  const now = clock.now()
  const over = (await storage.mutes()).filter(({ until }) => until !== undefined && until <= now)
  for (const mute of over) {
    // What is held back at this very moment, by a look that began before the end, is told with the next mute.
    await storage.together(async (together) => {
      const missed = mute.seriesKey === undefined ? await together.missedIn(mute) : []
      const row = await missedRow(mute, missed, together, archive)
      await together.endMute(mute, row === undefined ? [] : [row], now)
    })
  }
  return over.length
}

async function missedRow(
  mute: Mute,
  missed: readonly MissedPost[],
  storage: Storage,
  archive: string | undefined,
): Promise<NewOutboxRow | undefined> {
  const series: Summary[] = []
  const threads: { readonly summary: Summary; readonly posts: number }[] = []
  for (const [key, posts] of Map.groupBy(missed, ({ seriesKey }) => seriesKey)) {
    const summary = (await storage.seriesByKey(key))?.summary
    if (summary === undefined) continue
    const said = posts.filter(({ part }) => part === 'review' || part === 'state').length
    if (posts.some(({ part }) => part === 'root')) series.push(summary)
    else if (said > 0) threads.push({ summary, posts: said })
  }
  if (series.length === 0 && threads.length === 0) return undefined
  series.sort(byArrival)
  threads.sort((a, b) => byArrival(a.summary, b.summary))
  const { since } = mute
  const until = mute.until ?? since
  const view: NoticeView = { archiveUrl: (messageId) => archiveUrl(archive, messageId) }
  const notice = missedNotice({ since, until, series, threads }, view)
  return loneRow(mute, `muted:${since}:${until}`, 'missed', notice)
}

function byArrival({ revision: a }: Summary, { revision: b }: Summary): number {
  return a.firstAt - b.firstAt || (a.id < b.id ? -1 : 1)
}
