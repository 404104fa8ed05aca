import { Transaction } from 'kysely'
import type { Db, Tables } from './tables.ts'

/** Work that stands or falls together; where a transaction is open already, it is part of that one. */
export async function inTransaction<T>(db: Db, work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> {
  return db instanceof Transaction ? work(db) : db.transaction().execute(work)
}
