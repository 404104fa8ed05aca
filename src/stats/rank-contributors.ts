import { displayName } from '#src/mail/address.ts'
import { isRobot } from '#src/mail/is-robot.ts'
import { canonicalAddress, type Mailmap } from '#src/mail/mailmap.ts'
import { employerOf, type Employers } from '#src/stats/employers.ts'
import { domainOf } from '#src/stats/head-count.ts'

/** What one address did in a period. */
export interface Share {
  readonly name: string
  readonly email: string
  readonly count: number
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
  /** Employers are those of this moment, in milliseconds. */
  readonly at: number
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
    .map(([key, group]) => ({ ...group, before: earlier.get(key)?.count ?? 0 }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
  return sorted.map((group) => ({ ...group, rank: sorted.findIndex(({ count }) => count === group.count) + 1 }))
}

interface Group {
  readonly name: string
  readonly count: number
  readonly emails: readonly string[]
}

function grouped(shares: readonly Share[], grouping: Grouping, tables: RankTables): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>()
  for (const share of shares) {
    if (share.count === 0 || isRobot(share)) continue
    const person = canonicalAddress(share, tables.mailmap)
    const { key, name } = groupOf(person.email, displayName(person), grouping, tables)
    const known = groups.get(key)
    groups.set(key, {
      name: known?.name ?? name,
      count: (known?.count ?? 0) + share.count,
      emails: [...(known?.emails ?? []), share.email],
    })
  }
  return groups
}

function groupOf(email: string, name: string, grouping: Grouping, tables: RankTables): { key: string; name: string } {
  if (grouping === 'author') return { key: email.toLowerCase(), name }
  const label = grouping === 'domain' ? domainOf(email) : employerOf(email, tables.at, tables.employers)
  return { key: label, name: label }
}
