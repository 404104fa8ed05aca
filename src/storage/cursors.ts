import type { Cursor } from '#src/ports.ts'
import type { ListStart } from './storage.ts'
import type { Db } from './tables.ts'

/** See `Storage.startList`. */
export async function startList(db: Db, list: string, start: ListStart): Promise<ListStart> {
  await db
    .insertInto('lists')
    .values({
      name: list,
      started_at: start.startedAt,
      announce_from: start.announceFrom,
      backfill_from: start.backfillFrom,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const row = await db.selectFrom('lists').selectAll().where('name', '=', list).executeTakeFirstOrThrow()
  return { startedAt: row.started_at, announceFrom: row.announce_from, backfillFrom: row.backfill_from }
}

export async function cursorOf(db: Db, source: string): Promise<Cursor | undefined> {
  const row = await db.selectFrom('cursors').select('cursor').where('source', '=', source).executeTakeFirst()
  return row?.cursor
}

export async function clockOf(db: Db, source: string): Promise<number | undefined> {
  const row = await db.selectFrom('cursors').select('at').where('source', '=', source).executeTakeFirst()
  return row?.at
}
