import { displayName } from '#src/mail/address.ts'
import { isRobot } from '#src/mail/is-robot.ts'
import { canonicalAddress, type Mailmap } from '#src/mail/mailmap.ts'
import type { Address } from '#src/mail/message.ts'
import { employerOf, type Employers } from '#src/stats/employers.ts'
import { domainOf } from '#src/stats/head-count.ts'

/** What one address did in a period. */
export interface Share {
  readonly name: string
  readonly email: string
  readonly count: number
  /** When, for the employer of that time. Milliseconds. */
  readonly at: number
}

export type Grouping = 'author' | 'domain' | 'employer'

export interface Ranked {
  readonly name: string
  readonly count: number
  /** In the period before, of the same length. */
  readonly before: number
  /** The addresses that were put together. */
  readonly emails: readonly string[]
  /** Those that share a count share a rank, from 1. */
  readonly rank: number
}

export interface RankTables {
  readonly mailmap: Mailmap
  readonly employers: Employers
}

/** Puts the addresses of one person, domain or employer together, without robots. The busiest first, ties by name. */
export function rankContributors(
  now: readonly Share[],
  before: readonly Share[],
  grouping: Grouping,
  tables: RankTables,
): readonly Ranked[] {
  const groups = grouped(now, grouping, tables)
  const earlier = grouped(before, grouping, tables)
  const sorted = [...groups]
    .map(([key, group]) => ({ ...group, emails: [...group.emails], before: earlier.get(key)?.count ?? 0 }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
  const rankOf = new Map<number, number>()
  for (const [index, { count }] of sorted.entries()) if (!rankOf.has(count)) rankOf.set(count, index + 1)
  return sorted.map((group) => ({ ...group, rank: rankOf.get(group.count) ?? 0 }))
}

interface Group {
  readonly name: string
  readonly count: number
  readonly emails: Set<string>
}

function grouped(shares: readonly Share[], grouping: Grouping, tables: RankTables): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>()
  for (const share of shares) {
    if (share.count === 0 || isRobot(share)) continue
    const person = canonicalAddress(share, tables.mailmap)
    const { key, name } = groupOf(person, share.at, grouping, tables)
    const known = groups.get(key)
    const emails = known?.emails ?? new Set<string>()
    emails.add(share.email)
    groups.set(key, {
      name: known?.name ?? name,
      count: (known?.count ?? 0) + share.count,
      emails,
    })
  }
  return groups
}

function groupOf(
  person: Address,
  at: number,
  grouping: Grouping,
  { employers }: RankTables,
): { readonly key: string; readonly name: string } {
  if (grouping === 'author') return { key: person.email.toLowerCase(), name: displayName(person) }
  const label = grouping === 'domain' ? domainOf(person.email) : employerOf(person.email, at, employers)
  return { key: label, name: label }
}
