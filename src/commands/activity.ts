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
import type { Activity } from '#src/storage/storage.ts'

const weekMs = 7 * 86_400_000
const mostWeeks = 26

export const activity: Command = {
  name: 'activity',
  summary: 'Mails, series and reviews, week by week or arch by arch',
  examples: ['activity', 'activity since:26w arch:riscv', 'activity by:arch'],
  options: [
    {
      name: 'since',
      summary: `How far back, at most ${mostWeeks} weeks: 12w, 90d, or a date like 2026-01-31 (12w)`,
      required: false,
      positional: false,
      type: 'text',
    },
    {
      name: 'by',
      summary: 'A line for each week or for each arch (week)',
      required: false,
      positional: false,
      type: 'choice',
      choices: ['week', 'arch'],
    },
    {
      name: 'arch',
      summary: 'Of one arch only',
      required: false,
      positional: false,
      type: 'choice',
      choices: archNames,
    },
  ],
  changes: false,
  run,
}

interface Line extends Omit<Activity, 'at'> {
  readonly name: string
}

async function run(options: Options, _asked: Asked, context: CommandContext): Promise<Answer> {
  const until = await latestMoment(context)
  const wanted = readSince(options['since'] ?? '12w', until)
  if (typeof wanted === 'string') return refused(wanted)
  // Whole weeks back from now, so that the newest line is as long as the others.
  const weeks = Math.min(Math.max(1, Math.ceil((until - wanted) / weekMs)), mostWeeks)
  const since = until - weeks * weekMs
  const list = context.lists.length === 1 ? context.lists[0]?.name : undefined
  const byArch = options['by'] === 'arch'
  const archs = byArch && options['arch'] === undefined ? archNames : [options['arch']]
  const lines: Line[] = []
  for (const arch of archs) {
    const found = await context.storage.activity({ list, since, until, arch })
    lines.push(...(byArch ? [{ ...sum(found), name: arch ?? 'all' }] : found.map(lineOfWeek)))
  }
  const all = byArch ? sum(await context.storage.activity({ list, since, until, arch: options['arch'] })) : sum(lines)
  const where = [list, options['arch']].filter((part) => part !== undefined).join(', ')
  const period = `${day(since)} – ${day(until - 1)}${where === '' ? '' : ` on ${where}`}`
  if (all.mails === 0) return toAsker(sayNotice(`No mail between ${period}.`))
  const sentence = `${said(all.mails, 'mail')}, ${all.series} series and ${said(all.reviews, 'review')} in ${said(weeks, 'week')}.`
  return toAsker(
    sayNotice(sentence, [
      {
        is: 'table',
        head: [byArch ? 'arch' : 'week from', 'mails', 'series', 'reviews'],
        rows: lines.map(({ name, mails, series, reviews }) => [
          { text: name },
          { text: grouped(mails) },
          { text: grouped(series) },
          { text: grouped(reviews) },
        ]),
        right: [1, 2, 3],
      },
      {
        is: 'facts',
        spans: [
          { text: period },
          {
            text: 'All mail; series and single patches, every version counted; Reviewed-by, Acked-by and Tested-by in replies',
          },
          { text: 'archs by files, else by the subject; a mail may be of several' },
        ],
      },
    ]),
  )
}

function lineOfWeek({ at, ...counts }: Activity): Line {
  return { ...counts, name: day(at) }
}

function sum(weeks: readonly Omit<Activity, 'at'>[]): Omit<Activity, 'at'> {
  return {
    mails: weeks.reduce((all, { mails }) => all + mails, 0),
    series: weeks.reduce((all, { series }) => all + series, 0),
    reviews: weeks.reduce((all, { reviews }) => all + reviews, 0),
  }
}

function said(count: number, what: string): string {
  return `${grouped(count)} ${what}${count === 1 ? '' : 's'}`
}
