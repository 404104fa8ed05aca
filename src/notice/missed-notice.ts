import { displayName } from '#src/mail/address.ts'
import { oneLine } from '#src/lib/clip.ts'
import { counted } from '#src/lib/count.ts'
import { dayAndTime } from '#src/notice/dates.ts'
import type { Block, Notice, Span } from '#src/notice/notice.ts'
import { sizeChip } from '#src/notice/series-facts.ts'
import { titleOf } from '#src/notice/series-notice.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { Summary } from '#src/summary/summary.ts'

const mostSeries = 15
const mostThreads = 10

/** What a muted channel did not get. */
export interface Missed {
  readonly since: number
  readonly until: number
  /** Without a post of their own. */
  readonly series: readonly Summary[]
  /** Threads that went on. */
  readonly threads: readonly { readonly summary: Summary; readonly posts: number }[]
}

/** One short post at the end of a mute, however much there was. */
export function missedNotice({ since, until, series, threads }: Missed, view: NoticeView): Notice {
  const posts = threads.reduce((sum, thread) => sum + thread.posts, 0)
  const counts = [
    ...(series.length === 0 ? [] : [counted(series.length, 'series', 'series')]),
    ...(posts === 0 ? [] : [`${counted(posts, 'reply', 'replies')} in ${counted(threads.length, 'thread')}`]),
  ].join(' and ')
  return {
    fallback: `While this channel was muted: ${counts}`,
    tone: 'muted',
    blocks: [
      {
        is: 'text',
        spans: [
          { text: `While this channel was muted: ${counts}`, style: 'bold' },
          { text: ' (' },
          { text: dayAndTime(since), at: since },
          { text: ' to ' },
          { text: dayAndTime(until), at: until },
          { text: '). What is answered from now on is posted again.' },
        ],
      },
      ...listBlock(
        series.map((summary) => seriesSpans(summary, view)),
        mostSeries,
      ),
      ...listBlock(
        threads.map(({ summary, posts: count }) => [
          { text: `${counted(count, 'reply', 'replies')}: ` },
          ...seriesSpans(summary, view),
        ]),
        mostThreads,
      ),
    ],
  }
}

function listBlock(items: readonly (readonly Span[])[], most: number): readonly Block[] {
  if (items.length === 0) return []
  const more = items.length - most
  return [{ is: 'list', items: more > 0 ? [...items.slice(0, most), [{ text: `and ${more} more` }]] : items }]
}

function seriesSpans(summary: Summary, view: NoticeView): readonly Span[] {
  const { revision, head } = summary
  const facts = [`v${revision.version}`, sizeChip(summary), oneLine(displayName(revision.author))]
  return [{ text: titleOf(summary), link: { url: view.archiveUrl(head) } }, { text: ` · ${facts.join(' · ')}` }]
}
