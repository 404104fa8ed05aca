import { refused, toAsker } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { readSince } from '#src/commands/read-since.ts'
import { latestMoment } from '#src/commands/recent-series.ts'
import { archNames } from '#src/events/filter-keys.ts'
import { grouped } from '#src/lib/count.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import { day } from '#src/notice/dates.ts'
import type { Answer } from '#src/ports.ts'
import { median } from '#src/stats/median.ts'
import type { Answered } from '#src/storage/storage.ts'

const hourMs = 3_600_000

export const responseTime: Command = {
  name: 'response-time',
  summary: 'How long series wait for the first answer of a person, by arch',
  examples: ['response-time', 'response-time since:30d'],
  options: [
    {
      name: 'since',
      summary: 'How far back: 30d, 12w, 1y, or a date like 2026-01-31 (90d)',
      required: false,
      positional: false,
      type: 'text',
    },
  ],
  changes: false,
  run,
}

async function run(options: Options, _asked: Asked, context: CommandContext): Promise<Answer> {
  const until = await latestMoment(context)
  const since = readSince(options['since'] ?? '90d', until)
  if (typeof since === 'string') return refused(since)
  const list = context.lists.length === 1 ? context.lists[0]?.name : undefined
  const all = await context.storage.responseTimes({ list, since, until, arch: undefined })
  const period = `${day(since)} – ${day(until - 1)}${list === undefined ? '' : ` on ${list}`}`
  if (all.length === 0) return toAsker(sayNotice(`No series between ${period}.`))
  const lines = archNames.flatMap((arch) =>
    lineOf(
      arch,
      all.filter(({ archs }) => archs.includes(arch)),
    ),
  )
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
        rows: [...lines, ...lineOf('all', all)].map((cells) => cells.map((text) => ({ text }))),
        right: [1, 2, 3],
      },
      {
        is: 'facts',
        spans: [
          { text: period },
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
