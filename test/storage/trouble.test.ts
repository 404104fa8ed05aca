import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStorage } from '#src/storage/open-storage.ts'
import { StorageError } from '#src/storage/storage-error.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'kvm-bot-trouble-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

async function refusal(url: string): Promise<string> {
  const error: unknown = await openStorage(url).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(StorageError)
  return error instanceof Error ? error.message : ''
}

describe('a database that cannot be opened says why and what to do', () => {
  test('a file that is something else', async () => {
    const file = join(dir, 'notes.txt')
    writeFileSync(file, 'not a database, '.repeat(100))
    expect(await refusal(`sqlite:${file}`)).toContain('notes.txt: it is not an SQLite database: name another file')
  })

  test('a folder', async () => {
    mkdirSync(join(dir, 'folder.db'))
    expect(await refusal(`sqlite:${join(dir, 'folder.db')}`)).toContain(
      'cannot be opened: check that storage.url names',
    )
  })

  test('a path that goes through a file', async () => {
    writeFileSync(join(dir, 'file'), '')
    expect(await refusal(`sqlite:${join(dir, 'file', 'bot.db')}`)).toContain('part of the path is a file, not a folder')
  })

  test('an address of no known kind, without repeating its secrets', async () => {
    expect(await refusal('mysql://user:secret@host/db')).toBe(
      'storage.url is "mysql"…: write sqlite:PATH or postgres://USER@HOST/NAME',
    )
    expect(await refusal('sqlite:')).toContain('names no file')
  })

  test('a database of a newer version', async () => {
    const file = join(dir, 'newer.db')
    const storage = await openStorage(`sqlite:${file}`)
    await storage.close()
    const database = new Database(file)
    database.exec("insert into migrations (name) values ('999 from the future')")
    database.close()
    expect(await refusal(`sqlite:${file}`)).toContain(
      'was made by a newer version of the bot (it has "999 from the future")',
    )
  })
})

/** A file system of our own, where the system lets plain users have one. */
const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0

function endOn(mount: string): { saved: number; name?: string; message?: string } {
  const disk = mkdtempSync(join(dir, 'disk-'))
  const child = new URL('trouble-child.ts', import.meta.url).pathname
  const script = `set -e; ${mount}; exec "$NODE" "$CHILD" "$DISK/bot.db"`
  const env = { ...process.env, DISK: disk, NODE: process.execPath, CHILD: child }
  return JSON.parse(execFileSync('unshare', ['-rm', 'sh', '-c', script], { env, encoding: 'utf8' }))
}

describe('a disk', () => {
  test.runIf(!canMount)('of our own cannot be made here', (context) => {
    expect(canMount).toBe(false)
    context.skip('unshare -rm is not allowed on this machine')
  })

  test.runIf(canMount)('that runs full is told, after all that was saved before', () => {
    const end = endOn('mount -t tmpfs -o size=8m none "$DISK"')
    expect(end.name).toBe('StorageError')
    expect(end.message).toMatch(/bot\.db: the disk is full: free some space and start again.*SQLITE_FULL/)
    expect(end.saved).toBeGreaterThan(5)
  })

  test.runIf(canMount)('that cannot be written is told', () => {
    const end = endOn('mount -t tmpfs -o size=2m,ro none "$DISK"')
    expect(end).toMatchObject({ saved: 0, name: 'StorageError' })
    expect(end.message).toMatch(/bot\.db: (it|its folder) .*(cannot be opened|read-only)/)
  })
})

test('a database that another process keeps locked is tried again, not given up', async () => {
  const file = join(dir, 'locked.db')
  const storage = await openStorage(`sqlite:${file}`)
  const other = new Database(file)
  other.exec('begin immediate')
  const save = (): Promise<void> => storage.parkLane('p', 'one', 100, 'slow down')
  await expect(save()).rejects.toMatchObject({
    isTemporary: true,
    message: expect.stringContaining('another process keeps it locked: is a second bot, or a backup'),
  })
  other.exec('rollback')
  other.close()
  await expect(save()).resolves.toBeUndefined()
  await storage.close()
})
