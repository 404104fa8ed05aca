import type { Dialect, Driver } from 'kysely'
import { setImmediate } from 'node:timers/promises'
import type { WriteAheadLog } from './write-ahead-log.ts'

/** A chain of queries does not keep the process from anything else for longer, beyond the query that is running. */
const longestMs = 4
/** What is read of a file comes a piece a turn: with one, a backfill takes 3 % longer, and with twelve one from git does. */
const turnsAtAStroke = 3

/**
 * SQLite answers at once, so that a long chain of awaited queries would never let the event loop turn: no command would
 * be heard while a batch of mails is saved. This one steps aside between queries where the last turn is a while ago.
 * After each commit the log is settled before anything else uses the connection.
 */
export function breathing(dialect: Dialect, log?: WriteAheadLog): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => breathingDriver(dialect.createDriver(), log),
  }
}

function breathingDriver(driver: Driver, log: WriteAheadLog | undefined): Driver {
  // SQLite's driver has one connection.
  let isOpen = false
  return {
    init: (options) => driver.init(options),
    async acquireConnection(options) {
      const connection = await driver.acquireConnection(options)
      return {
        async executeQuery(query, more) {
          await breath()
          const result = await connection.executeQuery<never>(query, more)
          if (!isOpen && changes.test(query.sql)) await log?.settle()
          return result
        },
        streamQuery: (query, chunkSize, more) => connection.streamQuery(query, chunkSize, more),
      }
    },
    async beginTransaction(connection, settings) {
      await driver.beginTransaction(connection, settings)
      isOpen = true
    },
    async commitTransaction(connection) {
      await driver.commitTransaction(connection)
      isOpen = false
      await log?.settle()
    },
    async rollbackTransaction(connection) {
      isOpen = false
      await driver.rollbackTransaction(connection)
    },
    releaseConnection: (connection, options) => driver.releaseConnection(connection, options),
    async destroy(options) {
      await log?.close()
      await driver.destroy(options)
    },
  }
}

const changes = /^\s*(?:insert|update|delete)\b/i

/** Of the whole process: there is one event loop. */
let turnedAt = 0

/** To be awaited before a query; undefined where the last turn is not long ago. */
export function breath(): Promise<void> | undefined {
  return performance.now() - turnedAt > longestMs ? turn() : undefined
}

async function turn(): Promise<void> {
  for (let count = 0; count < turnsAtAStroke; count++) await setImmediate()
  turnedAt = performance.now()
}
