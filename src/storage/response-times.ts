import type { ActivityQuery, Answered } from './storage.ts'
import { fromWords, words } from './stored-text.ts'
import type { Db } from './tables.ts'

/** See `Storage.responseTimes`. Robots' mail has a kind of its own, so that a reply is a person's. */
export async function responseTimes(db: Db, query: ActivityQuery): Promise<readonly Answered[]> {
  let rows = db
    .selectFrom('series')
    .leftJoin('series_mails', 'series_mails.series_key', 'series.key')
    .leftJoin('mails', (join) =>
      join
        .onRef('mails.message_id', '=', 'series_mails.message_id')
        .on('mails.kind', '=', 'reply')
        .onRef('mails.from_email', '<>', 'series.author_email'),
    )
    .select(['series.archs', 'series.first_at', (select) => select.fn.min('mails.received_at').as('answered_at')])
    .where('series.first_at', '>=', query.since)
    .where('series.first_at', '<', query.until)
  if (query.arch !== undefined) rows = rows.where('series.archs', 'like', `%${words([query.arch])}%`)
  if (query.list !== undefined) rows = rows.where('series.list', '=', query.list)
  const found = await rows.groupBy(['series.key', 'series.archs', 'series.first_at']).execute()
  return found.map(({ archs, first_at, answered_at }) => ({
    archs: fromWords(archs),
    afterMs: answered_at === null ? undefined : Math.max(0, answered_at - first_at),
  }))
}
