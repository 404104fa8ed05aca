import { refused, toAsker } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { archByArch, archOption, readPeriod, sinceOption, type Period } from '#src/commands/period.ts'
import { counted, grouped } from '#src/lib/count.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Chart } from '#src/notice/chart.ts'
import { day, shortDay } from '#src/notice/dates.ts'
import type { Answer } from '#src/ports.ts'
import type { Activity } from '#src/storage/storage.ts'

const weekMs = 7 * 86_400_000
const mostWeeks = 52

export const activity: Command = {
  name: 'activity',
  summary: 'Mails, series and reviews, week by week or arch by arch',
  examples: ['activity', 'activity since:26w arch:riscv', 'activity by:arch'],
  options: [
    sinceOption('12w', `, at most ${mostWeeks} weeks`),
    {
      name: 'by',
      summary: 'A line for each week or for each arch (week)',
      required: false,
      positional: false,
      type: 'choice',
      choices: ['week', 'arch'],
    },
    archOption,
  ],
  changes: false,
  run,
}

type Sums = Omit<Activity, 'at'>

interface Line extends Sums {
  readonly name: string
  /** Where there is little room. */
  readonly label?: string
}

async function run(options: Options, _asked: Asked, context: CommandContext): Promise<Answer> {
  const period = await readPeriod(options, '12w', context, wholeWeeks)
  if (typeof period === 'string') return refused(period)
  const weeks = Math.round((period.until - period.since) / weekMs)
  const byArch = options['by'] === 'arch'
  const { all, lines } = byArch ? await byArchs(period, context) : await weekByWeek(period, context)
  if (all.mails === 0) return toAsker(sayNotice(`No mail between ${period.words}.`))
  const sentence = `${counted(all.mails, 'mail')}, ${grouped(all.series)} series and ${counted(all.reviews, 'review')} in ${counted(weeks, 'week')}.`
  const notice = sayNotice(sentence, [
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
        { text: period.words },
        {
          text: 'All mail; series and single patches, every version counted; Reviewed-by, Acked-by and Tested-by in replies',
        },
        {
          text: 'archs by files, else by the subject; of a review those of the series it answers; a mail may be of several',
        },
      ],
    },
  ])
  return toAsker({ ...notice, chart: chartOf(lines, sentence, period.words, byArch ? 'arch by arch' : 'week by week') })
}

interface Table {
  readonly all: Sums
  readonly lines: readonly Line[]
}

async function weekByWeek(period: Period, { storage }: CommandContext): Promise<Table> {
  const found = await storage.activity(period)
  const lines = found.map(({ at, ...counts }) => ({ ...counts, name: day(at), label: shortDay(at) }))
  return { all: sum(lines), lines }
}

async function byArchs(period: Period, { storage }: CommandContext): Promise<Table> {
  const found = await storage.activityByArch(period)
  const lines = archByArch(found, period).map(({ arch, found: its }) => ({ ...sum(its), name: arch }))
  return { all: sum(found), lines }
}

/** Whole weeks back from now, so that the newest one is as long as the others. */
function wholeWeeks(since: number, until: number): number {
  return until - Math.min(Math.max(1, Math.ceil((until - since) / weekMs)), mostWeeks) * weekMs
}

function chartOf(lines: readonly Line[], sentence: string, period: string, how: string): Chart {
  const values = lines.map(({ name, mails, series, reviews }) => `${name}: ${mails}, ${series}, ${reviews}`)
  return {
    is: 'columns',
    title: period,
    unit: `mails, series and reviews, ${how}`,
    alt: `${sentence} Mails, series and reviews ${how}: ${values.join('; ')}.`,
    labels: lines.map(({ label, name }) => label ?? name),
    series: [
      { name: 'mails', values: lines.map(({ mails }) => mails) },
      { name: 'series', values: lines.map(({ series }) => series) },
      { name: 'reviews', values: lines.map(({ reviews }) => reviews) },
    ],
  }
}

function sum(counts: readonly Sums[]): Sums {
  return {
    mails: counts.reduce((all, { mails }) => all + mails, 0),
    series: counts.reduce((all, { series }) => all + series, 0),
    reviews: counts.reduce((all, { reviews }) => all + reviews, 0),
  }
}
