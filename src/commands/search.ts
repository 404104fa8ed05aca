import { refused, toAsker, typed } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { seriesLines } from '#src/commands/series-lines.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import { clip } from '#src/lib/clip.ts'
import { counted } from '#src/lib/count.ts'
import type { Answer } from '#src/ports.ts'

const mostShown = 10

export const search: Command = {
  name: 'search',
  summary: 'Find series by the words of their titles',
  examples: ['search nested virtualization', 'search guest_memfd'],
  options: [
    { name: 'words', summary: 'Words that all stand in the title', required: true, positional: true, type: 'text' },
  ],
  changes: false,
  run,
}

async function run(options: Options, _asked: Asked, context: CommandContext): Promise<Answer> {
  const words = options['words'] ?? ''
  const found = await context.storage.searchSeries(words, mostShown + 1)
  if (found.length === 0)
    return refused(`no series has ${clip(words, 100)} in its title`, [
      { text: 'Fewer words find more, and ' },
      typed(context, 'preview title:/…/'),
      { text: ' takes patterns.' },
    ])
  const sentence =
    found.length > mostShown
      ? `The newest ${mostShown} series with ${words}`
      : `${counted(found.length, 'series', 'series')} with ${words}`
  return toAsker(sayNotice(sentence, [seriesLines(found.slice(0, mostShown), context)]))
}
