import { toAsker } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { counted, grouped } from '#src/lib/count.ts'
import { dayAndTime } from '#src/notice/dates.ts'
import type { Block, Span, Tone } from '#src/notice/notice.ts'
import type { Answer, SourceHealth } from '#src/ports.ts'
import type { Counts } from '#src/storage/storage.ts'

const mostDead = 5

export const status: Command = {
  name: 'status',
  summary: 'Whether mail comes in and posts go out',
  examples: ['status'],
  options: [],
  changes: false,
  run,
}

async function run(_options: Options, { platform, channel }: Asked, context: CommandContext): Promise<Answer> {
  const counts = await context.storage.counts()
  const paused = (await context.storage.subscriptions({ platform, channel })).find(
    ({ pausedBecause }) => pausedBecause !== undefined,
  )
  const sources = context.health()
  const troubled = sources.some(({ state, problem }) => state === 'down' || problem !== undefined)
  const dead = counts.outbox.dead
  const sentence = troubled
    ? 'Mail does not come in at the moment.'
    : dead > 0
      ? `${counted(dead, 'post')} could not be sent.`
      : 'All is well.'
  const tone: Tone = troubled || dead > 0 ? 'bad' : 'good'
  const blocks: Block[] = [
    { is: 'text', spans: [{ text: sentence, style: 'bold' }] },
    { is: 'list', items: [...sources.map(sourceLine), mailLine(counts), postLine(counts), ...problemLine(counts)] },
  ]
  if (paused?.pausedBecause !== undefined) {
    blocks.push({
      is: 'text',
      spans: [
        {
          text: `Posts to this channel are paused: ${paused.pausedBecause}. They resume by themselves once that is mended.`,
        },
      ],
    })
  }
  if (dead > 0) {
    blocks.push({
      is: 'list',
      items: counts.dead.slice(0, mostDead).map((one) => [{ text: `not sent to ${one.channel}: ${one.reason}` }]),
    })
  }
  return toAsker({ fallback: sentence, tone, blocks })
}

function sourceLine(source: SourceHealth & { readonly name: string }): readonly Span[] {
  const lag =
    source.lag === undefined
      ? ''
      : source.lag === 0
        ? ', nothing left to read'
        : `, ${counted(source.lag, 'mail')} to read`
  const trouble = source.problem === undefined ? '' : `: ${source.problem}`
  const gaps = source.gaps.length === 0 ? '' : `, ${counted(source.gaps.length, 'mail')} set aside for another try`
  return [{ text: source.name, style: 'bold' }, { text: ` ${source.state}${lag}${gaps}${trouble}` }]
}

function mailLine({ mails, series, lastReceivedAt }: Counts): readonly Span[] {
  const line: Span[] = [{ text: `${counted(mails, 'mail')} in ${counted(series, 'series', 'series')}` }]
  if (lastReceivedAt !== undefined)
    line.push({ text: ', the newest of ' }, { text: dayAndTime(lastReceivedAt), at: lastReceivedAt })
  return line
}

function postLine({ outbox }: Counts): readonly Span[] {
  const waiting = outbox.pending + outbox.sending + outbox.retry + outbox.uncertain
  return [{ text: `${counted(outbox.sent, 'post')} sent, ${waiting === 0 ? 'none' : grouped(waiting)} waiting` }]
}

function problemLine({ problems }: Counts): readonly (readonly Span[])[] {
  return problems === 0 ? [] : [[{ text: `${counted(problems, 'mail')} could not be read fully; they are kept` }]]
}
