import { sql } from 'kysely'
import { givenReviews } from './given-reviews.ts'
import type { Contributor, ContributorQuery, Counting } from './storage.ts'
import { words } from './stored-text.ts'
import type { Db } from './tables.ts'

/** See `Storage.topContributors`: by mail address; the name is one that the address used. Ties by name. */
export async function topContributors(db: Db, query: ContributorQuery): Promise<readonly Contributor[]> {
  const { rows } = await sql<{ email: string; name: string; count: number | string }>`
    select email, name, count from ${counted(db, query).as('counted')}
    order by count desc, name, email limit ${query.limit}`.execute(db)
  return rows.map((row) => ({ name: row.name, email: row.email, count: Number(row.count) }))
}

function counted(db: Db, query: ContributorQuery) {
  if (query.by === 'series') return seriesOf(db, query)
  if (query.by === 'applied') return appliedOf(db, query)
  return query.by === 'reviews' ? reviewsOf(db, query) : patchesOf(db, query)
}

function patchesOf(db: Db, query: ContributorQuery) {
  let rows = db
    .selectFrom('mails')
    .select([
      'author_email as email',
      (select) => select.fn.max('author_name').as('name'),
      (select) => select.fn.countAll().as('count'),
    ])
    .where(sql<boolean>`kind = 'patch'`)
    .where('received_at', '>=', query.since)
    .where('received_at', '<', query.until)
  if (query.arch !== undefined) rows = rows.where('archs', 'like', `%${words([query.arch])}%`)
  if (query.list !== undefined) rows = rows.where('lists', 'like', `%${words([query.list])}%`)
  return rows.groupBy('author_email')
}

function seriesOf(db: Db, query: ContributorQuery) {
  let rows = db
    .selectFrom('series')
    .select([
      'author_email as email',
      (select) => select.fn.max('author_name').as('name'),
      (select) => select.fn.countAll().as('count'),
    ])
    .where('first_at', '>=', query.since)
    .where('first_at', '<', query.until)
  if (query.arch !== undefined) rows = rows.where('archs', 'like', `%${words([query.arch])}%`)
  if (query.list !== undefined) rows = rows.where('list', '=', query.list)
  return rows.groupBy('author_email')
}

function appliedOf(db: Db, query: ContributorQuery) {
  let rows = db
    .selectFrom('series')
    .select([
      'author_email as email',
      (select) => select.fn.max('author_name').as('name'),
      (select) => select.fn.sum('applied_patches').as('count'),
    ])
    .where('applied_at', 'is not', null)
    .where('applied_at', '>=', query.since)
    .where('applied_at', '<', query.until)
  if (query.arch !== undefined) rows = rows.where('archs', 'like', `%${words([query.arch])}%`)
  if (query.list !== undefined) rows = rows.where('list', '=', query.list)
  return rows.groupBy('author_email')
}

function reviewsOf(db: Db, query: ContributorQuery) {
  return givenReviews(db, query)
    .select([
      'from_email as email',
      (select) => select.fn.max('from_name').as('name'),
      (select) => select.fn.sum('reviews_given').as('count'),
    ])
    .groupBy('from_email')
}

const firstOf: Readonly<Record<Counting, (db: Db, emails: readonly string[]) => Promise<readonly First[]>>> = {
  patches: (db, emails) =>
    db
      .selectFrom('mails')
      .select(['author_email as email', (select) => select.fn.min('received_at').as('at')])
      .where(sql<boolean>`kind = 'patch'`)
      .where('author_email', 'in', emails)
      .groupBy('author_email')
      .execute(),
  series: (db, emails) =>
    db
      .selectFrom('series')
      .select(['author_email as email', (select) => select.fn.min('first_at').as('at')])
      .where('author_email', 'in', emails)
      .groupBy('author_email')
      .execute(),
  reviews: (db, emails) =>
    db
      .selectFrom('mails')
      .select(['from_email as email', (select) => select.fn.min('received_at').as('at')])
      .where(sql<boolean>`reviews_given > 0`)
      .where('from_email', 'in', emails)
      .groupBy('from_email')
      .execute(),
  applied: (db, emails) =>
    db
      .selectFrom('series')
      .select(['author_email as email', (select) => select.fn.min('applied_at').as('at')])
      .where('applied_at', 'is not', null)
      .where('author_email', 'in', emails)
      .groupBy('author_email')
      .execute(),
}

interface First {
  readonly email: string
  readonly at: number | string | null
}

/** See `Storage.firstContributions`. */
export async function firstContributions(
  db: Db,
  emails: readonly string[],
  by: Counting,
): Promise<ReadonlyMap<string, number>> {
  if (emails.length === 0) return new Map()
  const rows = await firstOf[by](db, emails)
  return new Map(rows.map(({ email, at }) => [email, Number(at)]))
}
