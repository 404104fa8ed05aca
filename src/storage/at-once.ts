import type { CompiledQuery, Dialect, QueryResult, SqliteDatabase, SqliteStatement } from 'kysely'
import { breath } from './breathing.ts'
import type { Db } from './tables.ts'

/** What a row is, who asks knows. */
export interface KeptStatement extends SqliteStatement {
  all(parameters: readonly unknown[]): never[]
}

export interface KeptStatements extends SqliteDatabase {
  prepare(sql: string): KeptStatement
}

/** By the adapter of a database: there is one for each that is open. */
const databases = new WeakMap<object, KeptStatements>()

/**
 * Statements of a transaction on SQLite may be run at once: each would wait its turn for a connection that the
 * transaction has already, and be handed through ten promises, which takes longer than most of them do.
 */
export function runningAtOnce(dialect: Dialect, database: KeptStatements): Dialect {
  return {
    createAdapter() {
      const adapter = dialect.createAdapter()
      databases.set(adapter, database)
      return adapter
    },
    createDriver: () => dialect.createDriver(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

/** Undefined where it cannot be run at once. */
export async function runAtOnce<R>(
  db: Db,
  { sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>,
): Promise<QueryResult<R> | undefined> {
  const database = databaseOf(db)
  if (database === undefined) return undefined
  await breath()
  const statement = database.prepare(sql)
  if (statement.reader) return { rows: statement.all(parameters) }
  const { changes } = statement.run(parameters)
  return { rows: [], numAffectedRows: BigInt(changes) }
}

/** Runs one statement with many sets of parameters. False where it cannot be run at once, and was not. */
export async function runEachAtOnce(db: Db, sql: string, all: readonly (readonly unknown[])[]): Promise<boolean> {
  const database = databaseOf(db)
  if (database === undefined) return false
  const statement = database.prepare(sql)
  for (const parameters of all) {
    const turn = breath()
    if (turn !== undefined) await turn
    statement.run(parameters)
  }
  return true
}

function databaseOf(db: Db): KeptStatements | undefined {
  return db.isTransaction ? databases.get(db.getExecutor().adapter) : undefined
}
