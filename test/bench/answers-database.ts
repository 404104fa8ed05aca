import Database from 'better-sqlite3'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openArchive } from '#src/archive-source.ts'
import { loadTables } from '#src/config/load-tables.ts'
import { drainPipeline } from '#src/pipeline/run-pipeline.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import { listTraffic } from './list-traffic.ts'
import { writeMbox } from './traffic-archive.ts'

/** So many go through the real pipeline; the rest of the database are copies of them, each some months earlier. */
const realMails = 20_000
/** The list goes on with so many while questions are asked, and then with as many again. */
const moreMails = 12_000
const kept = 'answers'

/** Files of a database to ask, made once and kept in `dir`. */
export interface GrownDatabase {
  readonly file: string
  /** Archives of what came after the newest mail in the database, one after the other. */
  readonly news: readonly string[]
}

/** A database of `mails` mails of some years, with its series, people and posts to come. Takes minutes the first time. */
export async function grownDatabase(dir: string, mails: number): Promise<GrownDatabase> {
  mkdirSync(dir, { recursive: true })
  const real = join(dir, `${kept}-real.mbox`)
  const news = [1, 2].map((number) => join(dir, `${kept}-news-${number}.mbox`))
  const file = join(dir, `${kept}-${mails}.db`)
  if (![real, ...news].every((one) => existsSync(one))) await writeTraffic(real, news)
  if (!existsSync(file)) {
    const making = `${file}.new`
    for (const end of ['', '-wal', '-shm']) rmSync(`${making}${end}`, { force: true })
    await readIn(real, making)
    copyBack(making, Math.max(0, Math.round(mails / realMails) - 1))
    renameSync(making, file)
  }
  return { file, news }
}

async function writeTraffic(real: string, news: readonly string[]): Promise<void> {
  const traffic = [...listTraffic({ seed: 1, mails: realMails + news.length * moreMails })]
  await writeMbox(real, traffic.slice(0, realMails))
  for (const [index, file] of news.entries()) {
    const from = realMails + index * moreMails
    await writeMbox(file, traffic.slice(from, from + moreMails))
  }
}

async function readIn(mbox: string, file: string): Promise<void> {
  const storage = await openStorage(`sqlite:${file}`)
  const list = { name: 'kvm', announceSince: 0, backfill: 'all' } as const
  const parts = { storage, tables: loadTables({}), clock: wallClock, settings: usualSettings }
  const others = { platforms: [], channels: [], log: createLog('warn'), random: () => 0.5 }
  const sources = [{ list, source: openArchive(mbox) }]
  await drainPipeline({ ...parts, ...others, sources }, new AbortController().signal)
  await storage.close()
}

/**
 * Copies all mails, series and keys `times` times by SQL, each copy before the one before, with ids and people of its
 * own (`nordarm.example` becomes `nordarm.7.example`). Mails as they came in are not copied: no question reads them.
 */
function copyBack(file: string, times: number): void {
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  const span = db.prepare<[], { first: number; last: number; id: number }>(
    'select min(received_at) as first, max(received_at) as last, max(id) as id from mails',
  )
  const { first, last, id } = span.get() ?? { first: 0, last: 0, id: 0 }
  const columns = (table: string): readonly string[] =>
    db
      .prepare<[string], { name: string }>('select name from pragma_table_info(?)')
      .all(table)
      .map(({ name }) => name)
  for (const table of Object.keys(copied)) db.exec(`create temp table first_${table} as select * from ${table}`)
  for (let copy = 1; copy <= times; copy += 1) {
    const [ids, back, name] = [copy * (id + 1), copy * (last - first + 1000), `${copy}`]
    const renamed = (column: string): string =>
      `replace(replace(${column}, '.example', '.${name}.example'), '@intel.com', '@${name}.intel.com')`
    const change: Readonly<Record<Change, (column: string) => string>> = {
      id: (column) => `${column} + ${ids}`,
      time: (column) => `${column} - ${back}`,
      text: renamed,
      key: (column) => `'${name}.' || ${renamed(column)}`,
      json: (column) => `replace(${renamed(column)}, '"id":"', '"id":"${name}.')`,
    }
    db.transaction(() => {
      for (const [table, changes] of Object.entries(copied)) {
        const names = columns(table)
        const values = names.map((column) => {
          const how = changes[column]
          return how === undefined ? column : change[how](column)
        })
        db.exec(`insert into ${table} (${names.join()}) select ${values.join()} from first_${table}`)
      }
    })()
  }
  db.exec('update clusters set look_at = null')
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

type Change = 'id' | 'time' | 'text' | 'key' | 'json'

/** What is different in a copy, by table and column. */
const copied: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
  mails: {
    id: 'id',
    message_id: 'text',
    cluster_id: 'id',
    received_at: 'time',
    seen_at: 'time',
    author_email: 'text',
    from_email: 'text',
    facts: 'json',
  },
  clusters: { id: 'id' },
  cluster_keys: { key: 'key', cluster_id: 'id' },
  series: {
    key: 'key',
    cluster_id: 'id',
    author_email: 'text',
    first_at: 'time',
    touched_at: 'time',
    announced_at: 'time',
    superseded_by: 'key',
    applied_at: 'time',
    summary: 'json',
  },
  series_mails: { message_id: 'text', series_key: 'key' },
  series_tokens: { token: 'key', series_key: 'key' },
  events: { id: 'key', series_key: 'key', data: 'json' },
}
