import Database from 'better-sqlite3'
import type { Dialect, SqliteDatabase } from 'kysely'
import { SqliteDialect } from 'kysely'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { runningAtOnce, type KeptStatement, type KeptStatements } from './at-once.ts'
import { breathing } from './breathing.ts'
import { codeOf, StorageError } from './storage-error.ts'
import { writeAheadLog, type WriteAheadLog } from './write-ahead-log.ts'

export const sqliteNames = {
  blob: 'blob',
  counter: 'integer primary key autoincrement',
  idInSent: "sent ->> 'id'",
  clustered: ' without rowid',
} as const

/** Nothing else is done meanwhile, and a chat program waits three seconds for an answer. */
const busyMs = 2500

/** Statements kept prepared; the bot has about a hundred texts, plus the sizes of its batches. */
const keptStatements = 400

/** Opens (or makes) the file, with its folder. Throws StorageError in words. */
export function sqliteDialect(file: string): Dialect {
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
    const database = new Database(file)
    // Mails are some kilobytes: with the usual 4 KB most rows spill into extra pages. Measured: half the processor time
    // of a backfill's inserts. Takes effect only where the file is new.
    database.pragma('page_size = 16384')
    database.pragma('journal_mode = WAL')
    // The log is brought to the disk and moved into the file by `writeAheadLog`, after every commit: it must not be
    // forgotten that a post was being sent (it would be posted twice) after the platform has accepted it.
    database.pragma('synchronous = NORMAL')
    database.pragma('wal_autocheckpoint = 0')
    database.pragma('journal_size_limit = 0')
    database.pragma(`busy_timeout = ${busyMs}`)
    database.pragma('cache_size = -32000')
    database.pragma('temp_store = MEMORY')
    const kept = withKeptStatements(database, file)
    const dialect = runningAtOnce(new SqliteDialect({ database: kept }), kept)
    // In memory there is nothing to wait for.
    return file === ':memory:' ? dialect : breathing(dialect, explainedLog(writeAheadLog(file), file))
  } catch (error) {
    throw explainSqlite(error, file)
  }
}

/**
 * A second connection to a file that is open already, for questions alone: they see what was committed, and need not
 * wait for a transaction that saves hundreds of mails.
 */
export function sqliteReadingDialect(file: string): Dialect {
  // Opened by the first question.
  function open(): Promise<SqliteDatabase> {
    const database = new Database(file, { readonly: true })
    database.pragma(`busy_timeout = ${busyMs}`)
    database.pragma('cache_size = -32000')
    database.pragma('temp_store = MEMORY')
    return Promise.resolve(withKeptStatements(database, file))
  }
  return breathing(new SqliteDialect({ database: open }))
}

function explainedLog(log: WriteAheadLog, file: string): WriteAheadLog {
  return {
    ...log,
    settle: () =>
      log.settle().catch((error: unknown) => {
        throw explainSqlite(error, file)
      }),
  }
}

function withKeptStatements(database: Database.Database, file: string): KeptStatements {
  const kept = new Map<string, KeptStatement>()
  return {
    close: () => void database.close(),
    prepare(text) {
      const known = kept.get(text)
      if (known !== undefined) return known
      // A plain BEGIN takes the write lock only at the first write, and then fails at once instead of waiting
      // where another process (`ask`, `explain`) wrote in between: https://sqlite.org/lang_transaction.html
      const statement = explained(
        () => database.prepare<unknown[], never>(text === 'begin' ? 'begin immediate' : text),
        file,
      )
      const explaining: KeptStatement = {
        reader: statement.reader,
        all: (parameters) => explained(() => statement.all(parameters), file),
        run: (parameters) =>
          isOver(text) ? { changes: 0, lastInsertRowid: 0 } : explained(() => statement.run(parameters), file),
        iterate: (parameters) => explained(() => statement.iterate(parameters), file),
      }
      if (kept.size >= keptStatements) kept.delete(kept.keys().next().value ?? '')
      kept.set(text, explaining)
      return explaining
    },
  }

  /** A full disk rolls back by itself; a second one would fail and hide why: https://sqlite.org/lang_transaction.html */
  function isOver(text: string): boolean {
    return text === 'rollback' && !database.inTransaction
  }
}

function explained<T>(action: () => T, file: string): T {
  try {
    return action()
  } catch (error) {
    throw explainSqlite(error, file)
  }
}

const explanations: readonly (readonly [code: string, text: string])[] = [
  ['SQLITE_FULL', 'the disk is full: free some space and start again; what was saved is safe'],
  ['ENOSPC', 'the disk is full: free some space and start again; what was saved is safe'],
  ['SQLITE_READONLY', 'it cannot be written: let the bot’s user write the file and its folder'],
  ['EACCES', 'its folder cannot be written: let the bot’s user write it, or name another in storage.url'],
  ['EROFS', 'its folder is on a read-only file system: name another in storage.url'],
  ['ENOENT', 'its folder cannot be made: name another in storage.url'],
  ['ENOTDIR', 'part of the path is a file, not a folder: name another in storage.url'],
  ['EEXIST', 'part of the path is a file, not a folder: name another in storage.url'],
  ['SQLITE_CANTOPEN', 'it cannot be opened: check that storage.url names a file in a folder the bot may write'],
  ['SQLITE_NOTADB', 'it is not an SQLite database: name another file in storage.url, or move this one away'],
  ['SQLITE_CORRUPT', 'it is damaged: restore it from a backup, or move it away to start afresh'],
  ['SQLITE_BUSY', 'another process keeps it locked: is a second bot, or a backup, running on the same file?'],
  ['SQLITE_IOERR', 'the disk reports an error when it is read or written'],
]

/** SQLite's own errors in words; others, such as a mistake in our SQL, as they are. */
function explainSqlite(error: unknown, file: string): unknown {
  const code = codeOf(error)
  const text = explanations.find(([prefix]) => code.startsWith(prefix))?.[1]
  if (text === undefined) {
    // better-sqlite3 checks the folder itself and throws a plain TypeError.
    if (!(error instanceof TypeError) || !error.message.includes('directory does not exist')) return error
    return new StorageError(`database ${file}: its folder does not exist`, { cause: error })
  }
  const isTemporary = code.startsWith('SQLITE_BUSY')
  return new StorageError(`database ${file}: ${text} (${code})`, { cause: error, isTemporary })
}
