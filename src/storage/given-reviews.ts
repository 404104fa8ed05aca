import { sql } from 'kysely'
import type { ActivityQuery, ContributorQuery } from './storage.ts'
import { words } from './stored-text.ts'
import type { Db } from './tables.ts'

/** The mails that give reviews. They touch no files, so their arch is that of the series they answer. */
export function givenReviews(db: Db, query: ActivityQuery | ContributorQuery) {
  let mails = db
    .selectFrom('mails')
    .where(sql<boolean>`reviews_given > 0`)
    .where('received_at', '>=', query.since)
    .where('received_at', '<', query.until)
  if (query.arch !== undefined) {
    const pattern = `%${words([query.arch])}%`
    mails = mails.where(sql<boolean>`exists (select 1 ${seriesAnswered} and series.archs like ${pattern})`)
  }
  return query.list === undefined ? mails : mails.where('lists', 'like', `%${words([query.list])}%`)
}

/**
 * The series that a mail of `mails` answers. `between` keeps SQLite to the index `series_archs`; for `=` it takes the
 * primary key's, and reads kilobytes a row.
 */
export const seriesAnswered = sql`from series_mails
  join series on series.key between series_mails.series_key and series_mails.series_key
  where series_mails.message_id = mails.message_id`
