import { refused, toAsker } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { archOption, betweenWords, readPeriod, sinceOption, type Period } from '#src/commands/period.ts'
import { grouped } from '#src/lib/count.ts'
import { addressesOf } from '#src/mail/mailmap.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Chart } from '#src/notice/chart.ts'
import type { Notice } from '#src/notice/notice.ts'
import type { Answer } from '#src/ports.ts'
import { employerChanges } from '#src/stats/employers.ts'
import { rankContributors, type Grouping, type Ranked, type Share } from '#src/stats/rank-contributors.ts'
import type { Counting } from '#src/storage/storage.ts'

const counting = ['patches', 'series', 'reviews', 'applied'] as const
const definitions: Readonly<Record<Counting, string>> = {
  patches: 'Patches sent, every version counted, by who wrote them',
  series: 'Series and single patches sent, every version counted, by who sent them',
  reviews: 'Reviewed-by, Acked-by and Tested-by given in replies in the sender’s own name',
  applied: 'Patches that a reply says were applied, queued or pulled, by who sent the series',
}
const groupings: readonly Grouping[] = ['author', 'domain', 'employer']
const firstTimer = ' ★'
const mostRows = 50
const usualRows = 15
/** More people than any list has: they are ranked here, after addresses were put together. */
const everybody = 1_000_000

export const topContributors: Command = {
  name: 'top-contributors',
  summary: 'Who sent the most patches or series, gave the most reviews, or had the most applied',
  examples: ['top-contributors', 'top-contributors since:30d arch:arm64', 'top-contributors by:reviews group:employer'],
  options: [
    sinceOption('90d'),
    {
      name: 'by',
      summary: 'What is counted (patches)',
      required: false,
      positional: false,
      type: 'choice',
      choices: counting,
    },
    archOption,
    {
      name: 'group',
      summary: 'By person, mail domain or employer (author)',
      required: false,
      positional: false,
      type: 'choice',
      choices: groupings,
    },
    {
      name: 'limit',
      summary: `How many, at most ${mostRows} (${usualRows})`,
      required: false,
      positional: false,
      type: 'number',
    },
  ],
  changes: false,
  run,
}

async function run(options: Options, _asked: Asked, context: CommandContext): Promise<Answer> {
  const period = await readPeriod(options, '90d', context)
  if (typeof period === 'string') return refused(period)
  const { since, until } = period
  const by = counting.find((one) => one === options['by']) ?? 'patches'
  const grouping = groupings.find((one) => one === options['group']) ?? 'author'
  const limit = Number(options['limit'] ?? usualRows)
  if (limit < 1 || limit > mostRows) return refused(`limit:${limit} is not possible: write 1 to ${mostRows}`)
  const now = await shares(period, by, grouping, context)
  const before = await shares({ ...period, since: since - (until - since), until: since }, by, grouping, context)
  const ranked = rankContributors(now, before, grouping, context.people)
  if (ranked.length === 0) return toAsker(sayNotice(`No ${thing(by)} between ${betweenWords(period)}.`))
  const rows = ranked.slice(0, limit)
  const winners = ranked.filter(({ rank }) => rank === 1).map(({ name }) => name)
  // Where the archive does not reach back, everybody would be new.
  const isNew =
    before.length === 0 || grouping !== 'author' ? new Set<Ranked>() : await newcomers(rows, since, by, context)
  return toAsker(
    tableNotice({ rows, winners, isNew, by, grouping, period: period.words, withBefore: before.length > 0 }),
  )
}

/** What each address did. For employers in stretches of time in which nobody's changed. */
async function shares(
  period: Period,
  by: Counting,
  grouping: Grouping,
  { storage, people }: CommandContext,
): Promise<readonly Share[]> {
  const changes = grouping === 'employer' ? employerChanges(period.since, period.until, people.employers) : []
  const ends = [...changes, period.until]
  const found: Share[] = []
  for (const [index, until] of ends.entries()) {
    const since = ends[index - 1] ?? period.since
    const counts = await storage.topContributors({ ...period, since, until, by, limit: everybody })
    found.push(...counts.map((count) => ({ ...count, at: since })))
  }
  return found
}

/** Those who were not there before the period, by none of their addresses. */
async function newcomers(
  rows: readonly Ranked[],
  since: number,
  by: Counting,
  { storage, people }: CommandContext,
): Promise<ReadonlySet<Ranked>> {
  const late = rows
    .filter(({ before }) => before === 0)
    .map((row) => ({ row, emails: row.emails.flatMap((email) => addressesOf(email, people.mailmap)) }))
  const first = await storage.firstContributions([...new Set(late.flatMap(({ emails }) => emails))], by)
  return new Set(
    late.filter(({ emails }) => emails.every((email) => (first.get(email) ?? since) >= since)).map(({ row }) => row),
  )
}

interface Table {
  readonly rows: readonly Ranked[]
  /** Everybody who did the most, also beyond the rows. */
  readonly winners: readonly string[]
  readonly isNew: ReadonlySet<Ranked>
  readonly by: Counting
  readonly grouping: Grouping
  readonly period: string
  /** There was something in the period before. */
  readonly withBefore: boolean
}

function tableNotice({ rows, winners, isNew, by, grouping, period, withBefore }: Table): Notice {
  const best = rows[0]?.count ?? 0
  const verb = { patches: 'sent', series: 'sent', reviews: 'gave', applied: 'had' }[by]
  const sentence = `${named(winners)} ${verb} the most ${thing(by)}: ${grouped(best)}${winners.length > 1 ? ' each' : ''}.`
  const head = grouping === 'author' ? 'name' : grouping
  const bars = rows.map(({ name, emails, count }) => ({ label: name, plainLabel: emails[0] ?? '', value: count }))
  const chart: Chart = {
    is: 'bars',
    title: period,
    unit: `${definitions[by]}${grouping === 'author' ? '' : `, by ${grouping}`}`,
    alt: `${sentence} ${period}: ${rows.map(({ name, count }) => `${name} ${grouped(count)}`).join(', ')}.`,
    bars,
  }
  return {
    fallback: sentence,
    tone: 'plain',
    chart,
    blocks: [
      { is: 'text', spans: [{ text: sentence }] },
      {
        is: 'table',
        head: ['#', head, by, ...(withBefore ? ['trend'] : [])],
        rows: rows.map((row) => [
          { text: String(row.rank) },
          { text: row.name + (isNew.has(row) ? firstTimer : '') },
          { text: grouped(row.count) },
          ...(withBefore ? [{ text: trend(row) }] : []),
        ]),
        right: withBefore ? [0, 2, 3] : [0, 2],
      },
      {
        is: 'facts',
        spans: [
          { text: period },
          { text: definitions[by] },
          { text: 'ties share a rank' },
          { text: 'robots are left out' },
          ...(withBefore ? [{ text: 'trend: against as long a time before' }] : []),
          ...(isNew.size > 0 ? [{ text: '★ for the first time here' }] : []),
          ...(grouping === 'employer'
            ? [{ text: 'employers as far as mail domains tell, each at the time of the mail' }]
            : []),
        ],
      },
    ],
  }
}

function thing(by: Counting): string {
  return by === 'applied' ? 'patches applied' : by
}

function trend({ count, before }: Ranked): string {
  if (count === before) return '='
  return count > before ? `+${grouped(count - before)}` : `−${grouped(before - count)}`
}

function named(winners: readonly string[]): string {
  if (winners.length > 3) return `${grouped(winners.length)} together`
  return winners.length < 2 ? (winners[0] ?? '') : `${winners.slice(0, -1).join(', ')} and ${winners.at(-1) ?? ''}`
}
