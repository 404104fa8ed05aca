import { hostname } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import type { Hold } from './hold.ts'
import { isRunning } from './hold.ts'
import { holdPostgres } from './hold-postgres.ts'
import { holdSqlite } from './hold-sqlite.ts'
import { withoutPassword } from './postgres.ts'

/** Who died just now may be missed a moment later only. */
const tries = 10
const pauseMs = 300

/**
 * Makes sure that no other bot posts from this database: both would post everything. Rejects with a StorageError that
 * names the other process. Questions from the shell (`ask`, `explain`) need no hold.
 */
export async function holdDatabase(url: string): Promise<Hold> {
  const isPostgres = !url.startsWith('sqlite:')
  const hold = isPostgres ? () => holdPostgres(url, whoWeAre()) : () => holdSqlite(url.slice(7), whoWeAre())
  for (let left = tries; ; left -= 1) {
    const held = await hold()
    if (!('other' in held)) return held
    if (left <= 1) throw isRunning(isPostgres ? withoutPassword(url) : url.slice(7), held.other)
    await setTimeout(pauseMs)
  }
}

function whoWeAre(): string {
  return `process ${process.pid} on ${hostname()}`
}
