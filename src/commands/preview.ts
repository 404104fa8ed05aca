import { exampleFilter, refused, toAsker, typed } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { filterOptions, filterTyped, filterWords } from '#src/commands/filter-options.ts'
import { readFilter, unheardList } from '#src/commands/read-filter.ts'
import { recentSeries } from '#src/commands/recent-series.ts'
import { seriesLines } from '#src/commands/series-lines.ts'
import { counted } from '#src/lib/count.ts'
import type { Block } from '#src/notice/notice.ts'
import type { Answer } from '#src/ports.ts'

const mostShown = 10

export const preview: Command = {
  name: 'preview',
  summary: 'What a filter would have posted in the last 7 days',
  examples: ['preview arch:s390', 'preview title:/nested|nVMX/ size:>1'],
  options: filterOptions,
  changes: false,
  run,
}

async function run(options: Options, _asked: Asked, context: CommandContext): Promise<Answer> {
  const wanted = readFilter(options, context.lists)
  if (typeof wanted === 'string')
    return refused(wanted, [
      { text: 'For example: ' },
      typed(context, `preview ${exampleFilter('arch:arm64', context)}`),
    ])
  const found = await recentSeries(wanted, 7, context)
  const unheard = found.length === 0 ? await unheardList(wanted, context) : ''
  const spans = [
    { text: filterWords(wanted.text), style: 'code' as const },
    {
      text: ` would have posted ${found.length === 0 ? 'nothing' : counted(found.length, 'series', 'series')} in the last 7 days.${unheard}`,
    },
  ]
  const more = found.length - mostShown
  const list: readonly Block[] = found.length === 0 ? [] : [seriesLines(found.slice(0, mostShown), context)]
  const rest: readonly Block[] = more > 0 ? [{ is: 'text', spans: [{ text: `and ${more} more` }] }] : []
  const next = [
    { text: found.length === 0 ? 'Get such series here when they come: ' : 'Get them here: ' },
    typed(context, `subscribe ${filterTyped(wanted.text, wanted.list, context.lists)}`),
  ]
  return toAsker({
    fallback: spans.map(({ text }) => text).join(''),
    tone: 'plain',
    blocks: [{ is: 'text', spans }, ...list, ...rest, { is: 'text', spans: next }],
  })
}
