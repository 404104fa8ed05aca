import type { ActivityQuery, Answered } from './storage.ts'
import { fromWords, words } from './stored-text.ts'
import type { Db } from './tables.ts'

/** See `Storage.responseTimes`. */
export async function responseTimes(db: Db, query: ActivityQuery): Promise<readonly Answered[]> {
  let rows = db
    .selectFrom('series')
    .select(['archs', 'first_at', 'answered_at'])
    .where('first_at', '>=', query.since)
    .where('first_at', '<', query.until)
  if (query.arch !== undefined) rows = rows.where('archs', 'like', `%${words([query.arch])}%`)
  if (query.list !== undefined) rows = rows.where('list', '=', query.list)
  const found = await rows.execute()
  return found.map(({ archs, first_at, answered_at }) => ({
    archs: fromWords(archs),
    afterMs: answered_at === null ? undefined : Math.max(0, answered_at - first_at),
  }))
}
