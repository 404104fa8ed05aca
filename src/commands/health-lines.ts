import { counted, grouped } from '#src/lib/count.ts'
import { dayAndTime } from '#src/notice/dates.ts'
import type { Span, Tone } from '#src/notice/notice.ts'
import type { SourceHealth } from '#src/ports.ts'
import type { Counts } from '#src/storage/storage.ts'

type NamedHealth = SourceHealth & { readonly name: string }

/** Whether mail comes in and posts go out: in one sentence, and line by line. */
export function healthOf(
  counts: Counts,
  sources: readonly NamedHealth[],
): { readonly sentence: string; readonly tone: Tone; readonly lines: readonly (readonly Span[])[] } {
  // What a source that reads has to say, such as that its file was replaced, is for its line alone.
  const troubled = sources.some(
    ({ state, problem }) => state === 'down' || (state === 'connecting' && problem !== undefined),
  )
  const dead = counts.outbox.dead
  const sentence = troubled
    ? 'Mail does not come in at the moment.'
    : dead > 0
      ? `${counted(dead, 'post')} could not be sent.`
      : sources.length === 0
        ? 'Whether mail comes in cannot be told from here.'
        : 'All is well.'
  const tone = troubled || dead > 0 ? 'bad' : sources.length === 0 ? 'plain' : 'good'
  const fromWhere = sources.length === 0 ? [noSourceLine] : sources.map(sourceLine)
  return { sentence, tone, lines: [...fromWhere, mailLine(counts), postLine(counts), ...problemLine(counts)] }
}

/** The command line reads the database alone. */
const noSourceLine: readonly Span[] = [
  { text: 'no source is open here: the running bot tells, where it is asked in chat, and by its /readyz' },
]

function sourceLine(source: NamedHealth): readonly Span[] {
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
