import Database from 'better-sqlite3'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Held } from './hold.ts'
import { codeOf } from './storage-error.ts'

/**
 * Holds the write lock of a small database beside the bot's own, for as long as the process lives: the system lets go
 * of it with the process, whatever ended it. Others can still read in it who holds it.
 */
export function holdSqlite(file: string, who: string): Held {
  const lost = new Promise<never>(() => undefined)
  if (file === ':memory:') return { lost, release: () => Promise.resolve() }
  mkdirSync(dirname(file), { recursive: true })
  const lock = new Database(`${file}-lock`, { timeout: 0 })
  try {
    lock.exec('begin immediate')
    lock.exec('create table if not exists holder (name text not null)')
    lock.exec('delete from holder')
    lock.prepare('insert into holder values (?)').run(who)
    // Seen by others only when committed; the lock is taken again at once.
    lock.exec('commit')
    lock.exec('begin immediate')
  } catch (error) {
    const other = codeOf(error).startsWith('SQLITE_BUSY') ? holderIn(lock) : undefined
    lock.close()
    if (other === undefined) throw error
    return { other }
  }
  function release(): Promise<void> {
    lock.close()
    return Promise.resolve()
  }
  return { lost, release }
}

function holderIn(lock: Database.Database): string {
  try {
    return String(lock.prepare('select name from holder').pluck().get())
  } catch {
    // It begins this very moment.
    return 'another process'
  }
}
