import { sql } from 'kysely'
import type { Activity, ActivityQuery } from './storage.ts'
import { words } from './stored-text.ts'
import type { Db } from './tables.ts'

const weekMs = 7 * 86_400_000

interface Row {
  readonly week: number | string
  readonly mails?: number | string | bigint
  readonly series?: number | string | bigint
  readonly reviews?: number | string | bigint | null
}

/** See `Storage.activity`. Weeks without anything are there too. */
export async function activity(db: Db, query: ActivityQuery): Promise<readonly Activity[]> {
  const [mails, series] = [await mailsByWeek(db, query), await seriesByWeek(db, query)]
  const weeks = Math.ceil((query.until - query.since) / weekMs)
  return Array.from({ length: weeks }, (_, week) => ({
    at: query.since + week * weekMs,
    mails: Number(mails.get(week)?.mails ?? 0),
    reviews: Number(mails.get(week)?.reviews ?? 0),
    series: Number(series.get(week)?.series ?? 0),
  }))
}

async function mailsByWeek(db: Db, query: ActivityQuery): Promise<ReadonlyMap<number, Row>> {
  let rows = db
    .selectFrom('mails')
    .select([
      weekOf('received_at', query.since),
      (select) => select.fn.countAll().as('mails'),
      (select) => select.fn.sum('reviews_given').as('reviews'),
    ])
    .where('received_at', '>=', query.since)
    .where('received_at', '<', query.until)
  if (query.arch !== undefined) rows = rows.where('archs', 'like', `%${words([query.arch])}%`)
  if (query.list !== undefined) rows = rows.where('lists', 'like', `%${words([query.list])}%`)
  return byWeek(await rows.groupBy('week').execute())
}

async function seriesByWeek(db: Db, query: ActivityQuery): Promise<ReadonlyMap<number, Row>> {
  let rows = db
    .selectFrom('series')
    .select([weekOf('first_at', query.since), (select) => select.fn.countAll().as('series')])
    .where('first_at', '>=', query.since)
    .where('first_at', '<', query.until)
  if (query.arch !== undefined) rows = rows.where('archs', 'like', `%${words([query.arch])}%`)
  if (query.list !== undefined) rows = rows.where('list', '=', query.list)
  return byWeek(await rows.groupBy('week').execute())
}

/** Literals: both databases divide integers, and a bound number may be none. */
function weekOf(column: 'received_at' | 'first_at', since: number) {
  return sql<number>`(${sql.ref(column)} - ${sql.lit(Math.trunc(since))}) / ${sql.lit(weekMs)}`.as('week')
}

function byWeek(rows: readonly Row[]): ReadonlyMap<number, Row> {
  return new Map(rows.map((row) => [Number(row.week), row]))
}
