import Database from 'better-sqlite3'
import { writeAheadLog } from '#src/storage/write-ahead-log.ts'

/* Fills the log of the SQLite file of its argument beyond what is left in it, and closes while that is moved. */

const database = new Database(process.argv[2] ?? '')
database.pragma('journal_mode = WAL')
database.pragma('wal_autocheckpoint = 0')
database.exec('create table rows (text text)')
database.prepare('insert into rows values (?)').run('x'.repeat(1_000_000))
const log = writeAheadLog(process.argv[2] ?? '', 10_000)
await log.settle()
await log.close()
database.close()
console.log('closed')
