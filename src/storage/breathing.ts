import type { DatabaseConnection, Dialect, Driver } from 'kysely'
import { setImmediate } from 'node:timers/promises'

/** A chain of queries does not keep the process from anything else for longer, beyond the query that is running. */
const longestMs = 12

/**
 * SQLite answers at once, so that a long chain of awaited queries would never let the event loop turn: no command would
 * be heard while a batch of mails is saved. This one steps aside between queries where the last turn is a while ago.
 */
export function breathing(dialect: Dialect): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => breathingDriver(dialect.createDriver()),
  }
}

function breathingDriver(driver: Driver): Driver {
  return {
    init: (options) => driver.init(options),
    acquireConnection: async (options) => breathingConnection(await driver.acquireConnection(options)),
    beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
    releaseConnection: (connection, options) => driver.releaseConnection(connection, options),
    destroy: (options) => driver.destroy(options),
  }
}

function breathingConnection(connection: DatabaseConnection): DatabaseConnection {
  return {
    async executeQuery(query, options) {
      if (performance.now() - turnedAt > longestMs) await turn()
      return connection.executeQuery(query, options)
    },
    streamQuery: (query, chunkSize, options) => connection.streamQuery(query, chunkSize, options),
  }
}

/** Of the whole process: there is one event loop. */
let turnedAt = 0

async function turn(): Promise<void> {
  await setImmediate()
  turnedAt = performance.now()
}
