import { refused, toAsker, toChannel, typed, undoSpans } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { filterOptions, filterWords, readWanted } from '#src/commands/filter-options.ts'
import { recentSeries } from '#src/commands/recent-series.ts'
import { counted } from '#src/lib/count.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Span } from '#src/notice/notice.ts'
import type { Answer } from '#src/ports.ts'

export const subscribe: Command = {
  name: 'subscribe',
  summary: 'Post the series that a filter takes in this channel',
  examples: ['subscribe arch:arm64', 'subscribe path:arch/s390/kvm/** -tag:RFC', 'subscribe all'],
  options: filterOptions,
  changes: true,
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const wanted = readWanted(options, context.lists)
  if (typeof wanted === 'string')
    return refused(wanted, [{ text: 'For example: ' }, typed(context, 'subscribe arch:arm64')])
  const { platform, channel, user } = asked
  const { text: filter, list } = wanted
  const mine = await context.storage.subscriptions({ platform, channel })
  const same = mine.find((one) => one.list === list && one.filter === filter)
  if (same !== undefined) {
    return toAsker(sayNotice(`This channel has that already, as subscription ${same.id}: ${filterWords(filter)}.`))
  }
  const added = await context.storage.addSubscription({
    platform,
    channel,
    list,
    filter,
    createdBy: user.name,
    createdAt: context.now(),
  })
  const found = await recentSeries(wanted, 7, context)
  const spans: Span[] = [
    { text: `${user.name} subscribed this channel to ` },
    { text: filterWords(filter), style: 'code' },
  ]
  if (context.lists.length > 1) spans.push({ text: ` of ${list}` })
  spans.push({ text: ` (subscription ${added.id}). ` }, { text: outlook(found.length) })
  return toChannel({
    fallback: spans.map(({ text }) => text).join(''),
    tone: 'plain',
    blocks: [
      { is: 'text', spans },
      { is: 'text', spans: undoSpans(context, `unsubscribe ${added.id}`) },
    ],
  })
}

function outlook(count: number): string {
  if (count === 0) return 'Nothing of the last 7 days would have been posted.'
  return `It would have posted ${counted(count, 'series', 'series')} in the last 7 days.`
}
