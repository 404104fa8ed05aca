import { clip, oneLine } from '#src/lib/clip.ts'
import type { Notice } from '#src/notice/notice.ts'
import { standingOf, stateSpans } from '#src/notice/state-words.ts'
import { isTaken } from '#src/summary/taken-state.ts'
import { titleOf } from '#src/notice/series-notice.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { Summary } from '#src/summary/summary.ts'

/**
 * Said once in the thread when a series is applied, queued or pulled, with the sentence that says so. Refusals are
 * posted as the reviews that they are.
 */
export function stateNotice(summary: Summary, view: NoticeView): Notice | undefined {
  const { state } = summary
  if (!('by' in state) || !isTaken(summary.state)) return undefined
  const spans = stateSpans(summary, view)
  const { supersededBy: _newer, ...alone } = view
  return {
    fallback: `${spans.map(({ text }) => text).join(', ')}: ${titleOf(summary)}`,
    tone: standingOf(summary, alone).tone,
    blocks: [
      { is: 'facts', spans },
      { is: 'text', spans: [{ text: clip(oneLine(state.sentence), 300), style: 'quote' }] },
    ],
  }
}
