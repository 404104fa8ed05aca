import { refused, toAsker } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { archByArch, archOption, betweenWords, readPeriod, sinceOption } from '#src/commands/period.ts'
import { grouped } from '#src/lib/count.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Answer } from '#src/ports.ts'
import { median } from '#src/stats/median.ts'
import type { Answered } from '#src/storage/storage.ts'

const hourMs = 3_600_000

export const responseTime: Command = {
  name: 'response-time',
  summary: 'How long series wait for the first answer of a person, by arch',
  examples: ['response-time', 'response-time since:30d', 'response-time arch:s390'],
  options: [sinceOption('90d'), archOption],
  changes: false,
  run,
}

async function run(options: Options, _asked: Asked, context: CommandContext): Promise<Answer> {
  const period = await readPeriod(options, '90d', context)
  if (typeof period === 'string') return refused(period)
  const all = await context.storage.responseTimes(period)
  if (all.length === 0) return toAsker(sayNotice(`No series between ${betweenWords(period)}.`))
  const lines = archByArch(all, period).flatMap(({ arch, found }) => lineOf(arch, found))
  const middle = median(waits(all))
  const sentence =
    middle === undefined
      ? `None of ${grouped(all.length)} series has an answer yet.`
      : `Half of the answered series had their first answer within ${span(middle)}.`
  return toAsker(
    sayNotice(sentence, [
      {
        is: 'table',
        head: ['arch', 'series', 'answered', 'median'],
        rows: [...lines, ...(period.arch === undefined ? lineOf('all', all) : [])].map((cells) =>
          cells.map((text) => ({ text })),
        ),
        right: [1, 2, 3],
      },
      {
        is: 'facts',
        spans: [
          { text: period.words },
          { text: 'Time from the first mail of a series to the first reply of somebody else; robots are left out' },
          { text: 'median of the answered ones' },
        ],
      },
    ]),
  )
}

function lineOf(name: string, series: readonly Answered[]): readonly (readonly string[])[] {
  if (series.length === 0) return []
  const answered = waits(series)
  const middle = median(answered)
  return [[name, grouped(series.length), grouped(answered.length), middle === undefined ? '–' : span(middle)]]
}

function waits(series: readonly Answered[]): readonly number[] {
  return series.flatMap(({ afterMs }) => afterMs ?? [])
}

/** `40 min`, `7 h`, `3.5 days`. */
function span(ms: number): string {
  if (ms < hourMs) return `${Math.max(1, Math.round(ms / 60_000))} min`
  if (ms < 48 * hourMs) return `${Math.round(ms / hourMs)} h`
  return `${Math.round(ms / (2.4 * hourMs)) / 10} days`
}
