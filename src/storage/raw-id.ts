import { sql } from 'kysely'

/** The row of `raw_mails` that holds a mail: older versions kept each under its own id. */
export const rawId = sql<number>`coalesce(mails.raw_id, mails.id)`
