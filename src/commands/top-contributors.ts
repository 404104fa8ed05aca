import { refused, toAsker } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { readSince } from '#src/commands/read-since.ts'
import { latestMoment } from '#src/commands/recent-series.ts'
import { archNames } from '#src/events/filter-keys.ts'
import { grouped } from '#src/lib/count.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import { day } from '#src/notice/dates.ts'
import type { Notice } from '#src/notice/notice.ts'
import type { Answer } from '#src/ports.ts'
import { rankContributors, type Ranked } from '#src/stats/rank-contributors.ts'
import type { Counting } from '#src/storage/storage.ts'

const counting = ['patches', 'series', 'reviews', 'applied'] as const
const definitions: Readonly<Record<Counting, string>> = {
  patches: 'Patches sent, every version counted, by who wrote them',
  series: 'Series and single patches sent, every version counted, by who sent them',
  reviews: 'Reviewed-by, Acked-by and Tested-by given in replies in the sender’s own name',
  applied: 'Patches that a reply says were applied, queued or pulled, by who sent the series',
}
const groupings = ['author', 'domain', 'employer'] as const
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
    {
      name: 'since',
      summary: 'How far back: 30d, 12w, 1y, or a date like 2026-01-31 (90d)',
      required: false,
      positional: false,
      type: 'text',
    },
    {
      name: 'by',
      summary: 'What is counted (patches)',
      required: false,
      positional: false,
      type: 'choice',
      choices: counting,
    },
    {
      name: 'arch',
      summary: 'Of one arch only',
      required: false,
      positional: false,
      type: 'choice',
      choices: archNames,
    },
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
  const until = await latestMoment(context)
  const since = readSince(options['since'] ?? '90d', until)
  if (typeof since === 'string') return refused(since)
  const by = counting.find((one) => one === options['by']) ?? 'patches'
  const grouping = groupings.find((one) => one === options['group']) ?? 'author'
  const limit = Math.min(Math.max(1, Number(options['limit'] ?? usualRows)), mostRows)
  const list = context.lists.length === 1 ? context.lists[0]?.name : undefined
  const query = { list, arch: options['arch'], by, limit: everybody }
  const now = await context.storage.topContributors({ ...query, since, until })
  const before = await context.storage.topContributors({ ...query, since: since - (until - since), until: since })
  const ranked = rankContributors(now, before, grouping, { ...context.people, at: until })
  const where = [list, options['arch']].filter((part) => part !== undefined).join(', ')
  const period = `${day(since)} – ${day(until - 1)}${where === '' ? '' : ` on ${where}`}`
  if (ranked.length === 0) return toAsker(sayNotice(`No ${thing(by)} between ${period}.`))
  const rows = ranked.slice(0, limit)
  // Where the archive does not reach back, everybody would be new.
  const isNew =
    before.length === 0 || grouping !== 'author' ? new Set<Ranked>() : await newcomers(rows, since, by, context)
  const table = { rows, isNew, by, grouping, period, withBefore: before.length > 0 }
  return toAsker(tableNotice(table))
}

async function newcomers(
  rows: readonly Ranked[],
  since: number,
  by: Counting,
  { storage }: CommandContext,
): Promise<ReadonlySet<Ranked>> {
  const first = await storage.firstContributions(
    rows.filter(({ before }) => before === 0).flatMap(({ emails }) => emails),
    by,
  )
  return new Set(
    rows.filter(({ before, emails }) => before === 0 && emails.every((email) => (first.get(email) ?? since) >= since)),
  )
}

interface Table {
  readonly rows: readonly Ranked[]
  readonly isNew: ReadonlySet<Ranked>
  readonly by: Counting
  readonly grouping: (typeof groupings)[number]
  readonly period: string
  /** There was something in the period before. */
  readonly withBefore: boolean
}

function tableNotice({ rows, isNew, by, grouping, period, withBefore }: Table): Notice {
  const best = rows[0]?.count ?? 0
  const winners = rows.filter(({ count }) => count === best).map(({ name }) => name)
  const verb = { patches: 'sent', series: 'sent', reviews: 'gave', applied: 'had' }[by]
  const sentence = `${named(winners)} ${verb} the most ${thing(by)}: ${grouped(best)}${winners.length > 1 ? ' each' : ''}.`
  return {
    fallback: sentence,
    tone: 'plain',
    blocks: [
      { is: 'text', spans: [{ text: sentence }] },
      {
        is: 'table',
        head: ['#', grouping === 'author' ? 'name' : grouping, by, ...(withBefore ? ['trend'] : [])],
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
          ...(grouping === 'employer' ? [{ text: 'employers as far as mail domains tell' }] : []),
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
  if (winners.length > 3) return `${winners.length} together`
  return winners.length < 2 ? (winners[0] ?? '') : `${winners.slice(0, -1).join(', ')} and ${winners.at(-1) ?? ''}`
}
