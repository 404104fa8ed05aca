import { displayName } from '#src/mail/address.ts'
import { clip, clipSentence, oneLine } from '#src/lib/clip.ts'
import { counted, plusMinus } from '#src/lib/count.ts'
import { daysLater } from '#src/notice/dates.ts'
import { diffstatSpans } from '#src/notice/diffstat.ts'
import type { Block, FactsLabel, Notice, Span } from '#src/notice/notice.ts'
import { reviewCounts } from '#src/notice/review-counts.ts'
import { seriesButtons } from '#src/notice/series-buttons.ts'
import { authorFacts, chips, sizeChip } from '#src/notice/series-facts.ts'
import { standingOf } from '#src/notice/state-words.ts'
import { linkTo } from '#src/notice/view.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { Summary } from '#src/summary/summary.ts'

const longestTitle = 300
const longestAbstract = 500
/** Of a title in a thread's name: with version and count it stays below a hundred characters. */
const longestName = 80
const mostFiles = 5

/** The card that stands for a series or a single patch in the channel, as it should look now. */
export function rootNotice(summary: Summary, view: NoticeView): Notice {
  const { head } = summary
  const standing = standingOf(summary, view)
  const link = { url: view.archiveUrl(head) }
  return {
    fallback: fallbackOf(summary),
    title: { text: titleOf(summary), link },
    name: nameOf(summary),
    tags: [standing.name, ...summary.archs],
    tone: standing.tone,
    blocks: [
      facts('State', [...supersededLink(standing.spans, view), ...chips(summary, view)]),
      facts('Author', authorFacts(summary)),
      text(clipSentence(summary.abstract, longestAbstract)),
      text(summary.changes === '' ? '' : `Changed: ${clip(summary.changes, longestAbstract)}`),
      facts('Diffstat', diffstatSpans(summary)),
      fileList(summary),
      facts('Reviews', discussion(summary)),
      facts('Before', previousFacts(summary, view)),
    ].filter((block) => block !== undefined),
    buttons: seriesButtons(summary, view),
  }
}

export function titleOf({ revision }: Summary): string {
  return clip(oneLine(revision.title), longestTitle) || '(no subject)'
}

/** `v3 · KVM: x86/mmu: Lockless TDP walker (20)`. */
function nameOf(summary: Summary): string {
  const { revision, kind } = summary
  const count = revision.total > 1 ? ` (${revision.total})` : ''
  return `${kind === 'pull' ? '' : `v${revision.version} · `}${clip(titleOf(summary), longestName)}${count}`
}

/** `v3 KVM: x86/mmu: Lockless TDP walker - Sean Christopherson, 20 patches, +1,234 −567`. */
function fallbackOf(summary: Summary): string {
  const { revision, added, removed, fileCount } = summary
  const change = fileCount === 0 ? '' : `, ${plusMinus(added, removed)}`
  return `v${revision.version} ${titleOf(summary)} - ${oneLine(displayName(revision.author))}, ${sizeChip(summary)}${change}`
}

function supersededLink(spans: readonly Span[], view: NoticeView): readonly Span[] {
  const { supersededBy } = view
  if (supersededBy === undefined) return spans
  const link = linkTo(supersededBy, view)
  const [first, ...rest] = spans
  if (first !== undefined && first.link === undefined) return [{ ...first, link }, ...rest]
  return [...spans, { text: `superseded by v${supersededBy.version}`, link }]
}

/** A single patch names its files; one file stands in the line of numbers already. */
function fileList({ kind, revision, files }: Summary): Block | undefined {
  if (kind !== 'patch' || revision.total > 1 || files.length < 2) return undefined
  const items = files
    .slice(0, mostFiles)
    .map(({ path, added, removed }): readonly Span[] => [
      { text: path, style: 'code' },
      { text: added === undefined || removed === undefined ? ' binary' : ` ${plusMinus(added, removed)}` },
    ])
  const more = files.length - mostFiles
  return { is: 'list', items: more > 0 ? [...items, [{ text: `and ${counted(more, 'more file')}` }]] : items }
}

function discussion(summary: Summary): readonly Span[] {
  const counts = reviewCounts(summary)
  const replies = summary.replyCount === 0 ? [] : [counted(summary.replyCount, 'reply', 'replies')]
  return [...counts, ...replies].map((words) => ({ text: words }))
}

/** `v3 of v2 · 12 days later`. */
function previousFacts({ revision, previous }: Summary, view: NoticeView): readonly Span[] {
  if (previous === undefined) return []
  const before = view.previous
  const name = `v${revision.version} of v${previous.version}`
  if (before === undefined) return [{ text: name }]
  const later = before.firstAt === undefined ? [] : [{ text: daysLater(before.firstAt, revision.firstAt) }]
  return [{ text: name, link: linkTo(before, view) }, ...later]
}

function facts(label: FactsLabel, spans: readonly Span[]): Block | undefined {
  return spans.length === 0 ? undefined : { is: 'facts', spans, label }
}

function text(words: string): Block | undefined {
  return words === '' ? undefined : { is: 'text', spans: [{ text: words }] }
}
