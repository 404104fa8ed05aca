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
import type { Contributor, ContributorQuery } from '#src/storage/storage.ts'

const counting = ['patches', 'series', 'reviews'] as const
const definitions: Readonly<Record<(typeof counting)[number], string>> = {
  patches: 'Patches sent, every version counted, by who wrote them',
  series: 'Series and single patches sent, every version counted, by who sent them',
  reviews: 'Reviewed-by, Acked-by and Tested-by given in replies',
}
const mostRows = 50

export const topContributors: Command = {
  name: 'top-contributors',
  summary: 'Who sent the most patches or series, or gave the most reviews',
  examples: ['top-contributors', 'top-contributors since:30d arch:arm64', 'top-contributors by:reviews group:domain'],
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
      summary: 'By person or by mail domain (person)',
      required: false,
      positional: false,
      type: 'choice',
      choices: ['person', 'domain'],
    },
    {
      name: 'limit',
      summary: `How many, at most ${mostRows} (10)`,
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
  const limit = Math.min(Math.max(1, Number(options['limit'] ?? 10)), mostRows)
  const byDomain = options['group'] === 'domain'
  const list = context.lists.length === 1 ? context.lists[0]?.name : undefined
  const query: ContributorQuery = {
    list,
    since,
    until,
    arch: options['arch'],
    by,
    limit: byDomain ? 100_000 : limit + 1,
  }
  const people = await context.storage.topContributors(query)
  const rows = byDomain ? domainsOf(people) : people.map(({ name, email, count }) => ({ name: name || email, count }))
  const where = [list, options['arch']].filter((part) => part !== undefined).join(', ')
  const period = `${day(since)} – ${day(until - 1)}${where === '' ? '' : ` on ${where}`}`
  if (rows.length === 0) return toAsker(sayNotice(`No ${by} between ${period}.`))
  return toAsker(table(rows, limit, by, byDomain, period))
}

interface Row {
  readonly name: string
  readonly count: number
}

function domainsOf(people: readonly Contributor[]): readonly Row[] {
  const counts = new Map<string, number>()
  for (const { email, count } of people) {
    const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
    counts.set(domain, (counts.get(domain) ?? 0) + count)
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
}

function table(all: readonly Row[], limit: number, by: string, byDomain: boolean, period: string): Notice {
  const rows = all.slice(0, limit)
  const best = rows[0]?.count ?? 0
  const winners = rows.filter(({ count }) => count === best).map(({ name }) => name)
  const verb = by === 'reviews' ? 'gave' : 'sent'
  const sentence = `${named(winners)} ${verb} the most ${by}: ${grouped(best)}${winners.length > 1 ? ' each' : ''}.`
  return {
    fallback: sentence,
    tone: 'plain',
    blocks: [
      { is: 'text', spans: [{ text: sentence }] },
      {
        is: 'table',
        head: ['#', byDomain ? 'domain' : 'name', by],
        rows: rows.map(({ name, count }) => [{ text: rankOf(count, all) }, { text: name }, { text: grouped(count) }]),
        right: [0, 2],
      },
      {
        is: 'facts',
        spans: [
          { text: period },
          { text: definitions[counting.find((one) => one === by) ?? 'patches'] },
          { text: 'ties share a rank' },
        ],
      },
    ],
  }
}

function rankOf(count: number, rows: readonly Row[]): string {
  return String(rows.findIndex((row) => row.count === count) + 1)
}

function named(winners: readonly string[]): string {
  if (winners.length > 3) return `${winners.length} together`
  return winners.length < 2 ? (winners[0] ?? '') : `${winners.slice(0, -1).join(', ')} and ${winners.at(-1) ?? ''}`
}
