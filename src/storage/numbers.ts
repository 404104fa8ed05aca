import { sql } from 'kysely'
import type { Contributor, ContributorQuery, Counts, OutboxState } from './storage.ts'
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
    .where('kind', '=', 'patch')
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

/** Replies touch no files, so their arch is that of the series they answer. */
function reviewsOf(db: Db, query: ContributorQuery) {
  let rows = db
    .selectFrom('mails')
    .select([
      'from_email as email',
      (select) => select.fn.max('from_name').as('name'),
      (select) => select.fn.sum('reviews_given').as('count'),
    ])
    .where('reviews_given', '>', 0)
    .where('received_at', '>=', query.since)
    .where('received_at', '<', query.until)
  if (query.arch !== undefined) {
    const pattern = `%${words([query.arch])}%`
    rows = rows.where(
      sql<boolean>`exists (select 1 from series_mails join series on series.key = series_mails.series_key
        where series_mails.message_id = mails.message_id and series.archs like ${pattern})`,
    )
  }
  if (query.list !== undefined) rows = rows.where('lists', 'like', `%${words([query.list])}%`)
  return rows.groupBy('from_email')
}

const shownDead = 20

/** See `Storage.counts`. */
export async function counts(db: Db): Promise<Counts> {
  const mails = await db
    .selectFrom('mails')
    .select((select) => [select.fn.countAll().as('count'), select.fn.max('received_at').as('last')])
    .executeTakeFirstOrThrow()
  const problems = await db
    .selectFrom('mails')
    .select((select) => select.fn.countAll().as('count'))
    .where('has_problem', '=', 1)
    .executeTakeFirstOrThrow()
  const series = await db
    .selectFrom('series')
    .select((select) => select.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  const states = await db
    .selectFrom('outbox')
    .select(['state', (select) => select.fn.countAll().as('count')])
    .groupBy('state')
    .execute()
  const outbox: Record<OutboxState, number> = { pending: 0, sending: 0, sent: 0, retry: 0, uncertain: 0, dead: 0 }
  for (const { state, count } of states) outbox[state] = Number(count)
  const dead = await db
    .selectFrom('outbox')
    .select(['delivery_id', 'channel', 'reason'])
    .where('state', '=', 'dead')
    .orderBy('seq', 'desc')
    .limit(shownDead)
    .execute()
  return {
    mails: Number(mails.count),
    series: Number(series.count),
    problems: Number(problems.count),
    lastReceivedAt: mails.last ?? undefined,
    outbox,
    dead: dead.map((row) => ({ deliveryId: row.delivery_id, channel: row.channel, reason: row.reason ?? '' })),
  }
}
