import type { Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Tables } from './tables.ts'

/** Any number that only we use. */
const lockNumber = 20_747_869

/**
 * Lets one writer of mails and series through at a time, until its transaction ends. SQLite has only one anyway;
 * PostgreSQL needs to be told, since ids are handed out by counting and clusters are merged.
 */
export async function lockWriters(trx: Transaction<Tables>): Promise<void> {
  if (!trx.getExecutor().adapter.supportsMultipleConnections) return
  await sql`select pg_advisory_xact_lock(${sql.lit(lockNumber)})`.execute(trx)
}
