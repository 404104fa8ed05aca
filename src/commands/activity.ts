import { refused, toAsker } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { archByArch, archOption, betweenWords, readPeriod, sinceOption, type Period } from '#src/commands/period.ts'
import { counted, grouped } from '#src/lib/count.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Chart } from '#src/notice/chart.ts'
import { day, shortDay } from '#src/notice/dates.ts'
import type { Answer } from '#src/ports.ts'
import type { Activity } from '#src/storage/storage.ts'

const dayMs = 86_400_000
const weekMs = 7 * dayMs
const longestMs = 365 * dayMs

export const activity: Command = {
  name: 'activity',
  summary: 'Mails, series and reviews, week by week or arch by arch',
  examples: ['activity', 'activity since:26w arch:riscv', 'activity by:arch'],
  options: [
    sinceOption('12w', ', at most a year'),
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
  const period = await readPeriod(options, '12w', context, aYearAtMost)
  if (typeof period === 'string') return refused(period)
  const byArch = options['by'] === 'arch'
  const { all, lines } = byArch ? await byArchs(period, context) : await weekByWeek(period, context)
  if (all.mails === 0) return toAsker(sayNotice(`No mail between ${betweenWords(period)}.`))
  const sentence = `${counted(all.mails, 'mail')}, ${grouped(all.series)} series and ${counted(all.reviews, 'review')} ${inWords(period)}.`
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
        ...(lengthOf(period) === longestMs ? [{ text: 'a year is the most that is counted here' }] : []),
        ...(!byArch && lines.length > 1 && lengthOf(period) % weekMs !== 0
          ? [{ text: 'the first week is cut short' }]
          : []),
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

function aYearAtMost(since: number, until: number): number {
  return Math.max(since, until - longestMs)
}

function lengthOf({ since, until }: Period): number {
  return until - since
}

/** `in 12 weeks`, `in 3 days`, or `since 3 Nov 2026` where it is neither. */
function inWords(period: Period): string {
  const length = lengthOf(period)
  if (length % weekMs === 0) return `in ${counted(length / weekMs, 'week')}`
  return length % dayMs === 0 ? `in ${counted(length / dayMs, 'day')}` : `since ${day(period.since)}`
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
