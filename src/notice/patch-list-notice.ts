import { displayName, sameEmail } from '#src/mail/address.ts'
import { clip, oneLine } from '#src/lib/clip.ts'
import { counted, plusMinus } from '#src/lib/count.ts'
import type { Notice, Span } from '#src/notice/notice.ts'
import { partialChip } from '#src/notice/series-facts.ts'
import { titleOf } from '#src/notice/series-notice.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { Limits } from '#src/notice/limits.ts'
import type { PatchLine, Summary } from '#src/summary/summary.ts'

/** What one line takes with its link and markup, measured on 20 real ones (3,219 characters on one platform). */
const lineLength = 160
const shortestTitle = 40

/** Patches that are here one by one, neighbours that are not as one line; last those that have none of the places. */
type Line = {
  readonly first: number
  readonly last: number
  readonly patch: PatchLine | undefined
  readonly label?: string
}

/**
 * The patches of a series for its thread: number, linked title, lines. A long series takes several posts of equal
 * length. Late parts only ever add lines, so posts are edited or added, never taken away.
 */
export function patchListNotices(summary: Summary, view: NoticeView, limits: Limits): readonly Notice[] {
  const { patches, extra = [], revision } = summary
  if (patches.length + extra.length < 2) return []
  const further = extra.map((patch) => ({ first: revision.total, last: revision.total, patch, label: patch.label }))
  const lines = [...linesOf(patches), ...further]
  const most = Math.max(1, Math.min(limits.listItems, Math.floor(limits.text / lineLength)))
  const posts = Math.ceil(lines.length / most)
  const perPost = Math.ceil(lines.length / posts)
  const longest = Math.max(shortestTitle, Math.floor(limits.text / perPost) - lineLength / 2)
  return Array.from({ length: posts }, (_, index) => {
    const part = lines.slice(index * perPost, (index + 1) * perPost)
    const placed = part.filter(({ label }) => label === undefined)
    const last = placed.at(-1)?.last
    const range =
      last === undefined ? 'Further patches' : `Patches ${placed[0]?.first ?? 0}–${last} of ${revision.total}`
    const heading = posts === 1 ? headingOf(summary, view) : range
    return {
      fallback: `${heading}: ${titleOf(summary)}`,
      tone: 'plain',
      blocks: [
        { is: 'facts', spans: [{ text: heading, style: 'bold' }] },
        { is: 'list', items: part.map((line) => lineSpans(line, summary, view, longest)) },
      ],
    }
  })
}

function linesOf(patches: readonly PatchLine[]): readonly Line[] {
  const lines: Line[] = []
  for (const patch of patches) {
    const { number, messageId } = patch
    const last = lines.at(-1)
    if (messageId !== undefined) lines.push({ first: number, last: number, patch })
    else if (last !== undefined && last.patch === undefined) lines[lines.length - 1] = { ...last, last: number }
    else lines.push({ first: number, last: number, patch: undefined })
  }
  return lines
}

function headingOf(summary: Summary, view: NoticeView): string {
  const partial = partialChip(summary, view)
  return `${counted(summary.revision.total, 'patch', 'patches')}${partial === undefined ? '' : `, ${partial}`}`
}

function lineSpans(
  { first, last, patch, label }: Line,
  summary: Summary,
  view: NoticeView,
  longest: number,
): readonly Span[] {
  const digits = Math.max(2, String(summary.revision.total).length)
  const written = [first, last].map((number) => String(number).padStart(digits, '0'))
  const number: Span = { text: label ?? (first === last ? (written[0] ?? '') : written.join('–')), style: 'code' }
  if (patch?.messageId === undefined) {
    const partial = partialChip(summary, view) ?? ''
    return [number, { text: partial.endsWith('list') ? ' (not sent to this list)' : ' (not received yet)' }]
  }
  const { author, messageId, added, removed } = patch
  const title = clip(oneLine(patch.title), longest) || '(no subject)'
  const isSender = author === undefined || sameEmail(author.email, summary.revision.author.email)
  const by = isSender ? '' : ` by ${oneLine(displayName(author))}`
  return [
    number,
    { text: ' ' },
    { text: title, link: { url: view.archiveUrl(messageId) } },
    { text: ` ${plusMinus(added, removed)}${by}` },
  ]
}
