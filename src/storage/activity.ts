import { sql } from 'kysely'
import { givenReviews, seriesAnswered } from './given-reviews.ts'
import type { Activity, ActivityByArch, ActivityQuery } from './storage.ts'
import { fromWords, words } from './stored-text.ts'
import type { Db } from './tables.ts'

const weekMs = 7 * 86_400_000

interface Row<Key> {
  readonly key: Key
  readonly mails?: number | string | bigint
  readonly series?: number | string | bigint
  readonly reviews?: number | string | bigint | null
}

/** See `Storage.activity`. Weeks without anything are there too. */
export async function activity(db: Db, query: ActivityQuery): Promise<readonly Activity[]> {
  const weeks = Math.ceil((query.until - query.since) / weekMs)
  const start = query.until - weeks * weekMs
  const mails = await mailRows(db, query, weekOf('received_at', start)).execute()
  const reviews = await reviewRows(db, query, weekOf('received_at', start)).execute()
  const series = await seriesRows(db, query, weekOf('first_at', start)).execute()
  const counts = merged([...mails, ...reviews, ...series])
  return Array.from({ length: weeks }, (_, week) => ({
    at: Math.max(query.since, start + week * weekMs),
    ...(counts.get(week) ?? { mails: 0, series: 0, reviews: 0 }),
  }))
}

/** See `Storage.activityByArch`. */
export async function activityByArch(db: Db, query: ActivityQuery): Promise<readonly ActivityByArch[]> {
  const mails = await mailRows(db, query, sql<string>`archs`).execute()
  const reviews = await reviewRows(db, query, archsAnswered).execute()
  const series = await seriesRows(db, query, sql<string>`archs`).execute()
  const counts = merged([...mails, ...reviews, ...series])
  return Array.from(counts, ([archs, sums]) => ({ archs: fromWords(archs), ...sums }))
}

function mailRows<Key>(db: Db, query: ActivityQuery, key: ReturnType<typeof sql<Key>>) {
  let rows = db
    .selectFrom('mails')
    .select([key.as('key'), (select) => select.fn.countAll().as('mails')])
    .where('received_at', '>=', query.since)
    .where('received_at', '<', query.until)
  if (query.arch !== undefined) rows = rows.where('archs', 'like', `%${words([query.arch])}%`)
  if (query.list !== undefined) rows = rows.where('lists', 'like', `%${words([query.list])}%`)
  return rows.groupBy('key')
}

function reviewRows<Key>(db: Db, query: ActivityQuery, key: ReturnType<typeof sql<Key>>) {
  return givenReviews(db, query)
    .select([key.as('key'), (select) => select.fn.sum('reviews_given').as('reviews')])
    .groupBy('key')
}

/** Of all series that a mail answers, one after the other; '' where it answers none. */
const archsAnswered = sql<string>`coalesce((select string_agg(series.archs, '') ${seriesAnswered}), '')`

function seriesRows<Key>(db: Db, query: ActivityQuery, key: ReturnType<typeof sql<Key>>) {
  let rows = db
    .selectFrom('series')
    .select([key.as('key'), (select) => select.fn.countAll().as('series')])
    .where('first_at', '>=', query.since)
    .where('first_at', '<', query.until)
  if (query.arch !== undefined) rows = rows.where('archs', 'like', `%${words([query.arch])}%`)
  if (query.list !== undefined) rows = rows.where('list', '=', query.list)
  return rows.groupBy('key')
}

/** Literals: both databases divide integers, and a bound number may be none. */
function weekOf(column: 'received_at' | 'first_at', start: number) {
  return sql<number>`(${sql.ref(column)} - ${sql.lit(Math.trunc(start))}) / ${sql.lit(weekMs)}`
}

type Sums = Omit<Activity, 'at'>

function merged<Key>(rows: readonly Row<Key>[]): ReadonlyMap<Key, Sums> {
  const sums = new Map<Key, Sums>()
  for (const { key, mails = 0, series = 0, reviews } of rows) {
    const sum = sums.get(key) ?? { mails: 0, series: 0, reviews: 0 }
    sums.set(key, {
      mails: sum.mails + Number(mails),
      series: sum.series + Number(series),
      reviews: sum.reviews + Number(reviews ?? 0),
    })
  }
  return sums
}
