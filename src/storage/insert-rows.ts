import type { InsertObject, InsertQueryBuilder, InsertResult } from 'kysely'
import { inChunks } from './in-chunks.ts'
import { runKept, runKeptForEach } from './kept-query.ts'
import type { Db, Tables } from './tables.ts'

export type Inserting<T extends keyof Tables> = InsertQueryBuilder<Tables, T, InsertResult>

/**
 * Inserts rows, one by one where that can be done at once, else in chunks. All rows have the same columns in the same
 * order. `onConflict` adds what happens to rows that are there already, without values of its own (`excluded`); its
 * name tells the statements of a table apart.
 */
export async function insertRows<T extends keyof Tables>(
  db: Db,
  table: T,
  rows: readonly InsertObject<Tables, T>[],
  onConflict: (insert: Inserting<T>) => Inserting<T> = asNew,
): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const name = `insert ${onConflict.name} ${table}`
  const values = rows.map((row) => Object.values(row))
  if (await runKeptForEach(db, `${name} 1`, values, () => onConflict(db.insertInto(table).values(first)))) return
  for (const chunk of inChunks(rows)) {
    const parameters = chunk.flatMap((row) => Object.values(row))
    await runKept(db, `${name} ${chunk.length}`, parameters, () => onConflict(db.insertInto(table).values(chunk)))
  }
}

/** For `onConflict`: a row that is there already stays as it is. */
export function keepingKnown<T extends keyof Tables>(insert: Inserting<T>): Inserting<T> {
  return insert.onConflict((conflict) => conflict.doNothing())
}

function asNew<T>(insert: T): T {
  return insert
}
