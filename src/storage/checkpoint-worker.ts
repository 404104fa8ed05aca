import Database from 'better-sqlite3'
import { parentPort, workerData } from 'node:worker_threads'

/* Moves the log of an SQLite file into the file whenever it is asked to: see write-ahead-log.ts. */

const database = new Database(String(workerData), { fileMustExist: true })
database.pragma('synchronous = NORMAL')

parentPort?.on('message', (order) => {
  if (order === 'close') {
    database.close()
    parentPort?.close()
    return
  }
  database.pragma('wal_checkpoint(PASSIVE)')
  parentPort?.postMessage('moved')
})
