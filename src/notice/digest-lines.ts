import { displayName } from '#src/mail/address.ts'
import { clip, oneLine } from '#src/lib/clip.ts'
import { counted, grouped } from '#src/lib/count.ts'
import { daysLater } from '#src/notice/dates.ts'
import type { Block, Span } from '#src/notice/notice.ts'
import { sizeChip } from '#src/notice/series-facts.ts'
import { titleOf } from '#src/notice/series-notice.ts'
import { stateSpans } from '#src/notice/state-words.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { Digest, DigestSeries } from '#src/stats/channel-digest.ts'

/** A heading with a count, and a line for each thing, the most worth seeing first. */
export interface Section {
  readonly heading: string
  readonly lines: readonly (readonly Span[])[]
}

type Line = readonly Span[]

export interface DigestView extends NoticeView {
  /** The address of a series' root in this channel, where it has one already. */
  postUrl?(seriesKey: string): string | undefined
}

const longestTitle = 90

/** All that a digest has to say, in the order in which a maintainer would want it; only what there is. */
export function digestSections(digest: Digest, view: DigestView): readonly Section[] {
  const sections: readonly Section[] = [
    { heading: 'New series', lines: digest.newSeries.map((one) => newLine(one, view)) },
    { heading: 'New versions', lines: digest.newVersions.map((one) => versionLine(one, view)) },
    { heading: 'Applied', lines: digest.applied.map((one) => appliedLine(one, view)) },
    { heading: 'Most discussed', lines: digest.hot.map((one) => hotLine(one, view)) },
    { heading: 'No answer for 14 days', lines: digest.stale.map((one) => staleLine(one, digest.until, view)) },
    { heading: 'First patch here', lines: digest.newcomers.map((one) => newcomerLine(one, view)) },
  ]
  return sections.filter(({ lines }) => lines.length > 0)
}

function newLine(one: DigestSeries, view: DigestView): Line {
  const { revision } = one.summary
  return line(one, view, [...revision.tags, sizeChip(one.summary), authorOf(one)])
}

function versionLine(one: DigestSeries, view: DigestView): Line {
  const { revision } = one.summary
  return line(one, view, [`v${revision.version}`, ...revision.tags, sizeChip(one.summary), authorOf(one)])
}

/** `KVM: x86: … · Applied to kvm-x86/next by Sean Christopherson`, the second with its proof linked. */
function appliedLine(one: DigestSeries, view: DigestView): Line {
  const [said, ...rest] = stateSpans(one.summary, view)
  if (said === undefined) return line(one, view, [])
  const { style: _bold, ...plain } = said
  return [...line(one, view, []), { text: ' · ' }, { ...plain, text: oneLine(said.text) }, ...facts(textsOf(rest))]
}

function hotLine({ series, replies }: Digest['hot'][number], view: DigestView): Line {
  return line(series, view, [counted(replies, 'reply', 'replies'), authorOf(series)])
}

function staleLine(one: DigestSeries, until: number, view: DigestView): Line {
  const { lastAt } = one.summary.revision
  return line(one, view, [`sent ${daysLater(lastAt, until).replace(' later', ' ago')}`, authorOf(one)])
}

function newcomerLine({ author, series }: Digest['newcomers'][number], view: DigestView): Line {
  return [{ text: `${clip(oneLine(displayName(author)), 60)}: ` }, ...line(series, view, [])]
}

function line(one: DigestSeries, view: DigestView, words: readonly string[]): Line {
  return [{ text: clip(titleOf(one.summary), longestTitle), link: linkOf(one, view) }, ...facts(words)]
}

function facts(words: readonly string[]): readonly Span[] {
  return words.length === 0 ? [] : [{ text: ` · ${words.map((word) => clip(oneLine(word), 60)).join(' · ')}` }]
}

function textsOf(spans: readonly Span[]): readonly string[] {
  return spans.map(({ text }) => text)
}

/** To our own post in this channel where there is one, else to the archive. */
function linkOf({ key, summary }: DigestSeries, view: DigestView): NonNullable<Span['link']> {
  const post = view.postOf?.(key)
  const url = view.archiveUrl(summary.head)
  return post === undefined ? { url } : { post, url: view.postUrl?.(key) ?? url }
}

function authorOf({ summary }: DigestSeries): string {
  return displayName(summary.revision.author)
}

/** What all lines together may take: about a screen, and less than the smallest post of any platform holds. */
const mostText = 3500
const mostLines = 8

/**
 * Sections as blocks that fit together: lines are dealt out in turns, so that a long section never pushes out the ones
 * after it; what is left out is counted.
 */
export function sectionBlocks(sections: readonly Section[]): readonly Block[] {
  const shown = dealt(sections)
  return sections.flatMap(({ heading, lines }, index): readonly Block[] => {
    const kept = lines.slice(0, shown[index])
    const left = lines.length - kept.length
    const more: readonly Line[] = left > 0 ? [[{ text: `… and ${grouped(left)} more` }]] : []
    return [
      { is: 'text', spans: [{ text: `${heading} (${grouped(lines.length)})`, style: 'bold' }] },
      { is: 'list', items: [...kept, ...more] },
    ]
  })
}

function dealt(sections: readonly Section[]): readonly number[] {
  const counts = sections.map(() => 0)
  let left = mostText - sections.reduce((sum, { heading }) => sum + heading.length + 60, 0)
  for (let round = 0; round < mostLines; round += 1) {
    // What is new is what most come for: two lines in each turn.
    for (const index of [0, ...sections.keys()]) {
      const shown = counts[index] ?? 0
      const next = sections[index]?.lines[shown]
      if (next === undefined || shown >= mostLines) continue
      const cost = lineCost(next)
      if (cost > left && shown > 0) continue
      counts[index] = shown + 1
      left -= cost
    }
  }
  return counts
}

/** Characters as the greediest platform counts them: marks are escaped, links stand in the text. */
function lineCost(spans: Line): number {
  return spans.reduce((sum, { text, link }) => {
    const escaped = text.length + (text.match(/[\\*_~`|<>[\]@&]/gu)?.length ?? 0)
    return sum + escaped + 10 + (link === undefined ? 0 : link.url.length + 4)
  }, 4)
}
