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

/**
 * The patches of a series for its thread: number, linked title, lines. A long series takes several posts of equal
 * length; how many there are depends on the number of patches alone, so that late parts only edit.
 */
export function patchListNotices(summary: Summary, view: NoticeView, limits: Limits): readonly Notice[] {
  const { patches } = summary
  if (patches.length < 2) return []
  const most = Math.max(1, Math.min(limits.listItems, Math.floor(limits.text / lineLength)))
  const posts = Math.ceil(patches.length / most)
  const perPost = Math.ceil(patches.length / posts)
  const longest = Math.max(shortestTitle, Math.floor(limits.text / perPost) - lineLength / 2)
  return Array.from({ length: posts }, (_, index) => {
    const part = patches.slice(index * perPost, (index + 1) * perPost)
    const heading =
      posts === 1
        ? headingOf(summary, view)
        : `Patches ${part[0]?.number ?? 0}–${part.at(-1)?.number ?? 0} of ${summary.revision.total}`
    return {
      fallback: `${heading}: ${titleOf(summary)}`,
      tone: 'plain',
      blocks: [
        { is: 'facts', spans: [{ text: heading, style: 'bold' }] },
        { is: 'list', items: part.map((line) => patchLine(line, summary, view, longest)) },
      ],
    }
  })
}

function headingOf(summary: Summary, view: NoticeView): string {
  const partial = partialChip(summary, view)
  return `${counted(summary.revision.total, 'patch', 'patches')}${partial === undefined ? '' : `, ${partial}`}`
}

function patchLine(line: PatchLine, summary: Summary, view: NoticeView, longest: number): readonly Span[] {
  const digits = Math.max(2, String(summary.revision.total).length)
  const number: Span = { text: String(line.number).padStart(digits, '0'), style: 'code' }
  if (line.messageId === undefined) {
    const partial = partialChip(summary, view) ?? ''
    return [number, { text: partial.endsWith('list') ? ' (not sent to this list)' : ' (not received yet)' }]
  }
  const title: Span = {
    text: clip(oneLine(line.title), longest) || '(no subject)',
    link: { url: view.archiveUrl(line.messageId) },
  }
  const author = line.author
  const by =
    author === undefined || sameEmail(author.email, summary.revision.author.email)
      ? ''
      : ` by ${oneLine(displayName(author))}`
  return [number, { text: ' ' }, title, { text: ` ${plusMinus(line.added, line.removed)}${by}` }]
}
