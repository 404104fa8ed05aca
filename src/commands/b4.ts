import { toAsker } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { findSeries, seriesOption } from '#src/commands/find-series.ts'
import { mboxUrl } from '#src/notice/series-buttons.ts'
import { titleOf } from '#src/notice/series-notice.ts'
import type { Answer } from '#src/ports.ts'

export const b4: Command = {
  name: 'b4',
  summary: 'The lines that fetch and apply a series with b4, and its mbox',
  examples: ['b4 lockless TDP walker', 'b4 https://lore.kernel.org/kvm/MESSAGE-ID/'],
  options: [seriesOption],
  changes: false,
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const found = await findSeries(options['id'], asked, context)
  if ('answer' in found) return found.answer
  const { summary } = found.series
  const { head, revision, previous } = summary
  const id = shellWord(head)
  const url = context.view.archiveUrl(head)
  const lines = [`b4 shazam ${id}`, `b4 am ${id}`, ...(previous === undefined ? [] : [`b4 diff ${id}`])]
  return toAsker({
    fallback: `b4 am ${id}`,
    title: { text: `v${revision.version} ${titleOf(summary)}`, link: { url } },
    tone: 'plain',
    blocks: [
      { is: 'code', text: lines.join('\n') },
      {
        is: 'text',
        spans: [
          {
            text: `shazam applies it to the current branch, am writes an mbox${previous === undefined ? '' : ', diff compares with the version before'}; or take `,
          },
          { text: 'the mbox of the thread', link: { url: mboxUrl(url) } },
          { text: '.' },
        ],
      },
    ],
  })
}

/** A message id is chosen by its sender, and this line is made to be pasted into a shell. */
function shellWord(messageId: string): string {
  if (/^[\w.@+=%:,/][\w.@+=%:,/-]*$/u.test(messageId)) return messageId
  return `'${messageId.replaceAll("'", String.raw`'\''`)}'`
}
