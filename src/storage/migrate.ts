import { sql } from 'kysely'
import type { ColumnNames } from './migrations.ts'
import { migrations } from './migrations.ts'
import { StorageError } from './storage-error.ts'
import type { Db } from './tables.ts'

/** Brings the tables up to date, each migration in its own transaction. Refuses a database from a newer program. */
export async function migrate(db: Db, names: ColumnNames, place: string): Promise<void> {
  await sql`create table if not exists migrations (name text primary key)`.execute(db)
  const { rows } = await sql<{ name: string }>`select name from migrations`.execute(db)
  const done = new Set(rows.map((row) => row.name))
  const known = new Set(migrations.map((migration) => migration.name))
  const newer = [...done].find((name) => !known.has(name))
  if (newer !== undefined) {
    throw new StorageError(`${place} was made by a newer version of the bot (it has "${newer}"): use that version`)
  }
  for (const migration of migrations) {
    if (done.has(migration.name)) continue
    await db.transaction().execute(async (trx) => {
      for (const statement of migration.statements(names)) await sql.raw(statement).execute(trx)
      await sql`insert into migrations (name) values (${migration.name})`.execute(trx)
    })
  }
}
