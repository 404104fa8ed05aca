import { PostgresDialect } from 'kysely'
import { Pool, types } from 'pg'
import { codeOf, StorageError } from './storage-error.ts'

export const postgresNames = {
  blob: 'bytea',
  counter: 'bigint generated always as identity primary key',
  idInSent: "sent::json ->> 'id'",
  clustered: '',
} as const

// 64-bit integers come back as numbers: ours are instants and counts, far below 2^53.
types.setTypeParser(types.builtins.INT8, Number)

/** A pool for the bot. Connects at the first question. */
export function postgresPool(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max: 6,
    connectionTimeoutMillis: 10_000,
    application_name: 'kvm-bot',
  })
  // An idle connection that breaks must not end the process; the next question opens a new one, or fails in words.
  pool.on('error', () => undefined)
  // Nor must one that is in use: its question is rejected, and that is told.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

export function postgresDialect(pool: Pool): PostgresDialect {
  return new PostgresDialect({ pool })
}

/** The URL as it may be shown and logged. */
export function withoutPassword(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null) return 'the database'
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`
}

const explanations: readonly (readonly [code: string, text: string])[] = [
  ['ECONNREFUSED', 'nothing listens there: start PostgreSQL, or check host and port in storage.url'],
  ['ENOENT', 'there is no such socket: start PostgreSQL, or check storage.url'],
  ['ENOTFOUND', 'there is no such host: check storage.url'],
  ['ETIMEDOUT', 'it does not answer: check host, port and firewall'],
  ['28', 'it refuses the user or the password in storage.url'],
  ['3D000', 'there is no such database: make it with createdb, or check storage.url'],
  ['53100', 'its disk is full: free some space and start again; what was saved is safe'],
  ['53300', 'it has too many connections: raise max_connections'],
  ['25006', 'it is read-only (a standby?): name the primary in storage.url'],
  ['42501', 'the user may not create or write tables: grant it, or name another user'],
  ['57P', 'it is shutting down or starting: start the bot again when it is up'],
]

const cutOff = 'the connection broke'

/** A server that restarts, or a network that fails for a moment. */
const temporary =
  /^(?:ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|08|57P|53300|40001|40P01)/
/** What the driver says without a code. */
const broken =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error/

/** PostgreSQL's errors (https://www.postgresql.org/docs/current/errcodes-appendix.html) in words; others as they are. */
export function explainPostgres(error: unknown, url: string): unknown {
  const code = codeOf(error)
  const isBroken = error instanceof Error && broken.test(error.message)
  const isTemporary = isBroken || temporary.test(code)
  const text = explanations.find(([prefix]) => code.startsWith(prefix))?.[1] ?? (isTemporary ? cutOff : undefined)
  if (text === undefined) return error
  const why = code === '' ? '' : ` (${code})`
  return new StorageError(`database ${withoutPassword(url)}: ${text}${why}`, { cause: error, isTemporary })
}
