import type { Digests } from './digests.ts'
import type { SavedSeries } from './storage.ts'
import { inChunks } from './in-chunks.ts'
import { inTransaction } from './in-transaction.ts'
import { insertPosts } from './insert-posts.ts'
import { insertRows, keepingKnown } from './insert-rows.ts'
import { saveMissed } from './mutes.ts'
import { lockWriters } from './lock-writers.ts'
import { savedSeries, seriesColumns } from './series-row.ts'
import type { Db } from './tables.ts'

/** They get no post of their own: `tellLate` tells of them together. */
export async function addLate(db: Db, list: string, seriesKeys: readonly string[]): Promise<void> {
  const rows = seriesKeys.map((key) => ({ series_key: key, list }))
  await insertRows(db, 'late_series', rows, keepingKnown)
}

export async function lateSeries(db: Db, list: string): Promise<readonly SavedSeries[]> {
  const rows = await db
    .selectFrom('late_series')
    .innerJoin('series', 'series.key', 'late_series.series_key')
    .select(seriesColumns)
    .where('late_series.list', '=', list)
    .orderBy('series.first_at')
    .orderBy('series.key')
    .execute()
  return rows.map(savedSeries)
}

/** See `Digests.tellLate`: whoever takes them off the list tells of them. */
export async function tellLate(
  db: Db,
  seriesKeys: readonly string[],
  { rows, missed }: Parameters<Digests['tellLate']>[1],
  at: number,
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    await lockWriters(trx)
    let there = 0
    for (const chunk of inChunks(seriesKeys)) {
      const found = await trx.selectFrom('late_series').select('list').where('series_key', 'in', chunk).execute()
      there += found.length
    }
    if (there !== seriesKeys.length) return false
    for (const chunk of inChunks(seriesKeys)) {
      await trx.deleteFrom('late_series').where('series_key', 'in', chunk).execute()
    }
    await insertPosts(trx, rows, at)
    await saveMissed(trx, missed)
    return true
  })
}
