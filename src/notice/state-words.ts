import { displayName } from '#src/mail/address.ts'
import type { Span, Tone } from '#src/notice/notice.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { Summary } from '#src/summary/summary.ts'
import { isTaken } from '#src/summary/taken-state.ts'

/** Every state's short name, the words of `Notice.tags` that exclude each other. */
export const stateNames = [
  'New',
  'In review',
  'Changes requested',
  'NAK',
  'Queued',
  'Applied',
  'Pulled',
  'Superseded',
] as const
export type StateName = (typeof stateNames)[number]

const nameOfState = {
  applied: 'Applied',
  queued: 'Queued',
  pulled: 'Pulled',
  'changes requested': 'Changes requested',
  nak: 'NAK',
} as const

/** How a series stands, as a colour and in words. */
export interface Standing {
  /** One of `stateNames`. */
  readonly name: StateName
  readonly tone: Tone
  readonly spans: readonly Span[]
}

/**
 * "Applied to kvm-x86/next by Sean Christopherson", with the proof linked. Superseded wins over everything but a series that was taken.
 * A reading that is only "maybe" is not announced as fact: such a series is still in review.
 */
export function standingOf(summary: Summary, view: NoticeView): Standing {
  const { state } = summary
  const taken = isTaken(summary.state)
  const certain = 'by' in state && state.maybe !== true
  if (view.supersededBy !== undefined && !taken) {
    const text = `Superseded by v${view.supersededBy.version}`
    return { name: 'Superseded', tone: 'muted', spans: [{ text, style: 'bold' }] }
  }
  if (!certain) {
    const reviewed = state.is !== 'new' || summary.replyCount > 0 || summary.reviews.length > 0
    const name = reviewed ? 'In review' : 'New'
    return { name, tone: reviewed ? 'review' : 'new', spans: [{ text: name, style: 'bold' }] }
  }
  return { name: nameOfState[state.is], tone: taken ? 'good' : 'bad', spans: stateSpans(summary, view) }
}

/** The words of a state that stands in a mail; empty where none does. */
export function stateSpans(summary: Summary, view: NoticeView): readonly Span[] {
  const { state, revision } = summary
  if (!('by' in state)) return []
  const tree =
    state.tree === undefined || state.is === 'nak' || state.is === 'changes requested' ? '' : ` to ${state.tree}`
  const text = `${nameOfState[state.is]}${tree} by ${displayName(state.by)}`
  const spans: Span[] = [{ text, style: 'bold', link: { url: view.archiveUrl(state.messageId) } }]
  if (state.patches !== undefined && revision.total > 1) {
    spans.push({
      text:
        state.patches.length === 1 ? `patch ${state.patches[0]}` : `${state.patches.length}/${revision.total} patches`,
    })
  }
  return spans
}
