import { displayName } from '#src/mail/address.ts'
import { oneLine } from '#src/lib/clip.ts'
import { counted } from '#src/lib/count.ts'
import { diffstatSpans } from '#src/notice/diffstat.ts'
import type { Block, Button, Notice, Span } from '#src/notice/notice.ts'
import { answersNotice } from '#src/notice/review-notice.ts'
import { archiveButton, commandButton } from '#src/notice/series-buttons.ts'
import { authorFacts, chips } from '#src/notice/series-facts.ts'
import { titleOf } from '#src/notice/series-notice.ts'
import { stateNotice } from '#src/notice/state-notice.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import type { Summary } from '#src/summary/summary.ts'

/** Why somebody gets a direct message, and the commands (without the slash and its name) that end it. */
export interface DirectReason {
  readonly words: string
  /** Ends this reason alone. */
  readonly stop: string
  /** `kvm`: the slash command's own name. */
  readonly commandName: string
}

/** A series or a new version by somebody who is followed, or of a series that is. */
export function directSeriesNotice(summary: Summary, reason: DirectReason, view: NoticeView): Notice {
  const { revision, previous } = summary
  const news = previous === undefined ? 'New series' : `New version, after v${previous.version}`
  const changes =
    previous === undefined || view.key === undefined
      ? []
      : commandButton(`Changes v${previous.version}→v${revision.version}`, `changes ${view.key}`)
  return framed(
    {
      fallback: `${news}: ${titleOf(summary)} - ${oneLine(displayName(revision.author))}`,
      tone: 'new',
      blocks: [
        { is: 'facts', spans: [{ text: news, style: 'bold' }, ...chips(summary, view)] },
        { is: 'facts', spans: authorFacts(summary) },
        { is: 'facts', spans: diffstatSpans(summary) },
      ],
    },
    summary,
    reason,
    view,
    changes,
  )
}

/** What several people answered within one short time. Undefined where nobody said or gave anything. */
export function directRepliesNotice(
  sittings: readonly (readonly ListMail[])[],
  summary: Summary,
  reason: DirectReason,
  view: NoticeView,
): Notice | undefined {
  const said = sittings.flatMap((mails) => answersNotice(mails, summary, view) ?? [])
  const [first] = said
  if (first === undefined) return undefined
  const others = said.length - 1
  return framed(
    {
      fallback: `${first.fallback}${others === 0 ? '' : ` and ${counted(others, 'more person', 'more people')}`} (${titleOf(summary)})`,
      tone: said.some(({ tone }) => tone === 'bad') ? 'bad' : 'review',
      blocks: said.flatMap(({ blocks }) => blocks),
    },
    summary,
    reason,
    view,
  )
}

/** It was applied, queued or pulled. */
export function directStateNotice(summary: Summary, reason: DirectReason, view: NoticeView): Notice | undefined {
  const notice = stateNotice(summary, view)
  return notice === undefined ? undefined : framed(notice, summary, reason, view)
}

/** Names the series above, and below why it came and how to stop it. */
function framed(
  notice: Notice,
  summary: Summary,
  reason: DirectReason,
  view: NoticeView,
  buttons: readonly Button[] = [],
): Notice {
  const { head, revision } = summary
  const quiet = 'me quiet on'
  return {
    ...notice,
    title: { text: `v${revision.version} ${titleOf(summary)}`, link: { url: view.archiveUrl(head) } },
    blocks: [...notice.blocks, reasonBlock(reason, quiet)],
    buttons: [
      archiveButton(head, view),
      ...buttons,
      ...(reason.stop === quiet ? [] : commandButton('Stop these', reason.stop)),
      ...commandButton('No direct messages', quiet),
    ],
  }
}

function reasonBlock({ words, stop, commandName }: DirectReason, quiet: string): Block {
  const typed = (command: string): Span => ({ text: `/${commandName} ${command}`, style: 'code' })
  return {
    is: 'text',
    spans: [
      { text: `${words} Stop: ` },
      typed(stop),
      ...(stop === quiet ? [] : [{ text: '; all direct messages: ' }, typed(quiet)]),
    ],
  }
}
