import { sql } from 'kysely'

/**
 * The series that the mail of a query of `mails` answers, to go on from with conditions. `between` keeps SQLite to the
 * index `series_archs`; for `=` it takes the primary key's, and reads kilobytes a row.
 */
export const seriesAnswered = sql`from series_mails
  join series on series.key between series_mails.series_key and series_mails.series_key
  where series_mails.message_id = mails.message_id`
