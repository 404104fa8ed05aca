import { sql } from 'kysely'
import { lockWriters } from './lock-writers.ts'
import type { ColumnNames } from './migrations.ts'
import { migrations } from './migrations.ts'
import { StorageError } from './storage-error.ts'
import type { Db } from './tables.ts'

/**
 * Brings the tables up to date: all that is missing in one transaction, so that a start that is interrupted, or two at
 * once, do no harm. Refuses a database from a newer program.
 */
export async function migrate(db: Db, names: ColumnNames, place: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockWriters(trx)
    await sql`create table if not exists migrations (name text primary key)`.execute(trx)
    const { rows } = await sql<{ name: string }>`select name from migrations`.execute(trx)
    const done = new Set(rows.map((row) => row.name))
    const known = new Set(migrations.map((migration) => migration.name))
    const newer = [...done].find((name) => !known.has(name))
    if (newer !== undefined) {
      throw new StorageError(`${place} was made by a newer version of the bot (it has "${newer}"): use that version`)
    }
    for (const migration of migrations) {
      if (done.has(migration.name)) continue
      for (const statement of migration.statements(names)) await sql.raw(statement).execute(trx)
      await sql`insert into migrations (name) values (${migration.name})`.execute(trx)
    }
  })
}
