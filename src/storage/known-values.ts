import type { Summary } from '#src/summary/summary.ts'
import { sql } from 'kysely'
import type { Inserting } from './insert-rows.ts'
import { insertRows } from './insert-rows.ts'
import { literalPattern, plain } from './stored-text.ts'
import type { Db } from './tables.ts'

/** Kept of a value; what is longer is the beginning of none, and too long a pattern for SQLite. */
const longestValue = 200

/** Counts what new series bring, so that completion offers what the list really has, the most used first. */
export async function addKnownValues(db: Db, summaries: readonly Summary[]): Promise<void> {
  const uses = new Map<string, { what: string; value: string; folded: string; uses: number }>()
  for (const summary of summaries) {
    for (const subsystem of summary.subsystems) count('subsystem', subsystem)
    const { name, email } = summary.revision.author
    count('author', name === '' ? email : name)
  }
  await insertRows(db, 'known_values', [...uses.values()], addingUses)

  function count(what: string, written: string): void {
    const value = plain(written).slice(0, longestValue)
    const known = uses.get(`${what} ${value}`)
    if (known === undefined) uses.set(`${what} ${value}`, { what, value, folded: value.toLowerCase(), uses: 1 })
    else known.uses += 1
  }
}

function addingUses(insert: Inserting<'known_values'>): Inserting<'known_values'> {
  return insert.onConflict((conflict) =>
    conflict.columns(['what', 'value']).doUpdateSet({ uses: sql`known_values.uses + excluded.uses` }),
  )
}

/** See `Storage.known`. */
export async function knownValues(db: Db, what: string, startsWith: string, most: number): Promise<readonly string[]> {
  if (startsWith.length > longestValue) return []
  const pattern = `${literalPattern(startsWith.toLowerCase())}%`
  const rows = await db
    .selectFrom('known_values')
    .select('value')
    .where('what', '=', what)
    .where(sql<boolean>`folded like ${pattern} escape '\\'`)
    .orderBy('uses', 'desc')
    .orderBy('value')
    .limit(most)
    .execute()
  return rows.map(({ value }) => value)
}

/** See `Storage.authorsLike`. The database reads the index from end to end, we read what it finds. */
export async function authorsLike(db: Db, words: readonly string[], most: number): Promise<readonly string[]> {
  if (words.some((word) => word.length > longestValue)) return []
  const having = sql.join(
    words.map((word) => sql`folded like ${`%${literalPattern(word)}%`} escape '\\'`),
    sql` and `,
  )
  const { rows } = await sql<{ value: string }>`
    select value from known_values
    where what = 'author' and ((${having}) or octet_length(folded) > length(folded))
    order by case when ${having} then 0 else 1 end, uses desc, value limit ${most}`.execute(db)
  return rows.map(({ value }) => value)
}
