import type { Button } from '#src/notice/notice.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { Summary } from '#src/summary/summary.ts'

/** What every platform can carry in a button. */
const longestCommand = 90

type Plain = Exclude<Button, { readonly more: unknown }>

/**
 * `[Lore] [Changes v2→v3] [Follow] [Mute] [⋯ b4 am, mbox, why here]`. The commands name the series by its key, which is
 * short; by its head mail where the key is not known.
 */
export function seriesButtons(summary: Summary, view: NoticeView): readonly Button[] {
  const { head, revision, previous } = summary
  const id = view.key ?? head
  const url = view.archiveUrl(head)
  const versions = previous === undefined ? '' : `v${previous.version}→v${revision.version}`
  return [
    archiveButton(head, view),
    ...(previous === undefined ? [] : commandButton(`Changes ${versions}`, `changes ${id}`)),
    ...commandButton('Follow', `follow ${id}`),
    ...commandButton('Mute', `mute ${id}`),
    {
      label: '⋯',
      more: [
        ...commandButton('b4 am', `b4 ${id}`),
        { label: 'mbox', link: { url: mboxUrl(url) } },
        ...commandButton('Why here?', `why ${id}`),
      ],
    },
  ]
}

/** Opens the mail where people read the list. */
export function archiveButton(messageId: string, view: NoticeView): Plain {
  const url = view.archiveUrl(messageId)
  return { label: URL.parse(url)?.hostname === 'lore.kernel.org' ? 'Lore' : 'Archive', link: { url } }
}

/** The whole thread as one compressed mbox, as public-inbox serves it. */
export function mboxUrl(mailUrl: string): string {
  return `${mailUrl.endsWith('/') ? mailUrl : `${mailUrl}/`}t.mbox.gz`
}

/** None where the command would not fit: a button that is cut does something else, or nothing. */
export function commandButton(label: string, command: string): readonly Plain[] {
  return command.length > longestCommand ? [] : [{ label, command }]
}
