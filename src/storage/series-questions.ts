import type { ListMail } from '#src/patch/list-mail.ts'
import { partIds } from '#src/series/revision.ts'
import type { Summary } from '#src/summary/summary.ts'
import { sql } from 'kysely'
import { inSets } from './in-chunks.ts'
import { runKept } from './kept-query.ts'
import { mailsByIds } from './mail-questions.ts'
import { savedSeries, seriesColumns } from './series-row.ts'
import { seriesTokens } from './series-tokens.ts'
import type { SavedSeries } from './storage.ts'
import { indexed, literalPattern } from './stored-text.ts'
import type { Db } from './tables.ts'

export async function seriesByKey(db: Db, key: string): Promise<SavedSeries | undefined> {
  const row = await db.selectFrom('series').select(seriesColumns).where('key', '=', key).executeTakeFirst()
  return row === undefined ? undefined : savedSeries(row)
}

/** See `Storage.seriesOfMail`. A mail that answers two series counts for the newer one. */
export async function seriesOfMail(db: Db, messageId: string): Promise<SavedSeries | undefined> {
  const row = await db
    .selectFrom('series')
    .innerJoin('series_mails', 'series_mails.series_key', 'series.key')
    .select(seriesColumns)
    .where('series_mails.message_id', '=', indexed(messageId))
    .orderBy('first_at', 'desc')
    .orderBy('key')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : savedSeries(row)
}

/** SQLite takes a thousand conditions and patterns of 50,000 bytes, and stops there; no title has so much to be found by. */
const longestSearch = 2000
const mostWords = 100

/** See `Storage.searchSeries`. */
export async function searchSeries(db: Db, text: string, most: number): Promise<readonly SavedSeries[]> {
  const words = new Set(text.toLowerCase().split(/\s+/))
  words.delete('')
  if (text.length > longestSearch || words.size > mostWords) return []
  let query = db.selectFrom('series').select(seriesColumns)
  for (const word of words) {
    query = query.where(sql<boolean>`title_folded like ${`%${literalPattern(word)}%`} escape '\\'`)
  }
  const rows = await query.orderBy('first_at', 'desc').orderBy('key').limit(most).execute()
  return rows.map(savedSeries)
}

const pageSize = 100

/** See `Storage.seriesSince`: by page, so that whoever reads may ask other questions meanwhile. Oldest first. */
export async function* seriesSince(db: Db, list: string | undefined, since: number): AsyncIterable<SavedSeries> {
  let after = { at: since, key: '' }
  for (;;) {
    let query = db
      .selectFrom('series')
      .select([...seriesColumns, 'first_at'])
      .where((where) =>
        where.or([
          where('first_at', '>', after.at),
          where.and([where('first_at', '=', after.at), where('key', '>', after.key)]),
        ]),
      )
    if (list !== undefined) query = query.where('list', '=', list)
    const rows = await query.orderBy('first_at').orderBy('key').limit(pageSize).execute()
    for (const row of rows) yield savedSeries(row)
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageSize) return
    after = { at: last.first_at, key: last.key }
  }
}

/** More than these are not looked through for a predecessor. */
const mostRelatives = 24

/** See `Storage.relatives`. */
export async function relatives(
  db: Db,
  summary: Summary,
  mails?: readonly ListMail[],
): Promise<readonly SavedSeries[]> {
  const known = mails ?? (await mailsByIds(db, partIds(summary.revision)))
  const shared = new Map<string, number>()
  for (const chunk of inSets(seriesTokens(summary, known))) {
    const { rows } = await runKept(db, `relatives ${chunk.length}`, [...chunk, mostRelatives], () =>
      db
        .selectFrom('series_tokens')
        .select(['series_key', (select) => select.fn.countAll().as('count')])
        .where('token', 'in', chunk)
        .groupBy('series_key')
        .orderBy('count', 'desc')
        .limit(mostRelatives),
    )
    for (const row of rows) shared.set(row.series_key, (shared.get(row.series_key) ?? 0) + Number(row.count))
  }
  const likely = [...shared].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, mostRelatives)
  if (likely.length === 0) return []
  const keys = likely.map(([key]) => key)
  const byKey = new Map<string, SavedSeries>()
  for (const some of inSets(keys)) {
    const { rows } = await runKept(db, `series by key ${some.length}`, some, () =>
      db.selectFrom('series').select(seriesColumns).where('key', 'in', some),
    )
    for (const row of rows) byKey.set(row.key, savedSeries(row))
  }
  return keys.flatMap((key) => {
    const saved = byKey.get(key)
    return saved === undefined || saved.summary.revision.id === summary.revision.id ? [] : [saved]
  })
}
