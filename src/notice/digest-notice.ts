import { clip } from '#src/lib/clip.ts'
import { counted, grouped } from '#src/lib/count.ts'
import type { BarChart } from '#src/notice/chart.ts'
import { dayAndTime } from '#src/notice/dates.ts'
import { digestSections, sectionBlocks, type DigestView } from '#src/notice/digest-lines.ts'
import type { Block, Notice } from '#src/notice/notice.ts'
import { channelDigest, isEmptyDigest, type Digest, type DigestSeries } from '#src/stats/channel-digest.ts'
import { noMailmap } from '#src/mail/mailmap.ts'

const mostBars = 8
/** A picture of one or two bars says less than the lines do. */
const fewestBars = 3

/** What the reader should know about a digest beside what it says. */
export interface DigestWords {
  /** `KVM digest`. */
  readonly title: string
  /** Why it comes, or what it leaves out: `only arch:arm64`. */
  readonly notes: readonly string[]
}

/** A period of the list in one post; undefined where nothing happened. */
export function digestNotice(digest: Digest, words: DigestWords, view: DigestView): Notice | undefined {
  if (isEmptyDigest(digest)) return undefined
  const sections = digestSections(digest, view)
  const { from, until } = digest
  const chart = contributorsChart(digest)
  const counts = sections.map(({ heading, lines }) => `${heading.toLowerCase()} ${grouped(lines.length)}`)
  return {
    fallback: `${words.title}: ${counts.join(', ')}`,
    title: { text: words.title },
    tone: 'plain',
    blocks: [
      periodBlock(from, until, words.notes),
      ...sectionBlocks(sections),
      ...(chart === undefined ? [] : [tableOf(chart)]),
    ],
    ...(chart === undefined ? {} : { chart }),
  }
}

const why = 'The bot was away when these came, so they have no posts of their own.'

/** What came in an outage, in one post; undefined where nothing did. */
export function lateNotice(series: readonly DigestSeries[], view: DigestView): Notice | undefined {
  const times = series.map(({ summary }) => summary.revision.firstAt)
  if (times.length === 0) return undefined
  // Whatever became of it since is part of what was missed.
  const period = { from: Math.min(...times), until: Number.POSITIVE_INFINITY }
  const digest = channelDigest({ ...period, series, ...nothingCounted })
  const missed = counted(series.length, 'series', 'series')
  return {
    fallback: `${why} Missed: ${missed}`,
    title: { text: `Missed: ${missed}` },
    tone: 'plain',
    blocks: [
      { is: 'text', spans: [{ text: why }] },
      periodBlock(period.from, Math.max(...times)),
      ...sectionBlocks(digestSections({ ...digest, stale: [] }, view)),
    ],
  }
}

const nothingCounted = { replies: new Map<string, number>(), firstPatches: undefined, mailmap: noMailmap }

/** `From 21 Nov 2026 09:14 UTC to 22 Nov 2026 09:14 UTC`, in the reader's own zone where the platform can. */
function periodBlock(from: number, until: number, notes: readonly string[] = []): Block {
  return {
    is: 'text',
    spans: [
      { text: 'From ' },
      { text: dayAndTime(from), at: from },
      { text: ' to ' },
      { text: dayAndTime(until), at: until },
      ...notes.map((note) => ({ text: `, ${clip(note, 200)}` })),
    ],
  }
}

function contributorsChart({ contributors }: Digest): BarChart | undefined {
  const bars = contributors.slice(0, mostBars).map(({ name, count }) => ({ label: clip(name, 40), value: count }))
  if (bars.length < fewestBars) return undefined
  return {
    is: 'bars',
    title: 'Top contributors',
    unit: 'patches',
    alt: `Most patches: ${bars.map(({ label, value }) => `${label} ${grouped(value)}`).join(', ')}`,
    bars,
  }
}

/** The same numbers for who sees no pictures; a platform may draw the bars beside it. */
function tableOf({ title, unit, bars }: BarChart): Block {
  return {
    is: 'table',
    head: [title, unit],
    rows: bars.map(({ label, value }) => [{ text: label }, { text: grouped(value) }]),
    right: [1],
  }
}
