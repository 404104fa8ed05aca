import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { receivedAtOf } from '#src/mail/received-at.ts'
import { readJson } from '#src/lib/read-json.ts'
import type { Arrival, Cursor } from '#src/ports.ts'
import { z } from 'zod'

/** The newest mail read, and how many there were up to it: more of them later means that one slipped in. */
const cursorShape = z.object({ name: z.string(), count: z.number() })
type MaildirCursor = Readonly<z.infer<typeof cursorShape>>

interface MaildirEntry {
  /** Without its flags, so that it stays the same when a reader marks the mail as seen. */
  readonly name: string
  readonly path: string
}

export async function isMaildir(dir: string): Promise<boolean> {
  const [cur, fresh] = await Promise.all([isDirectory(join(dir, 'cur')), isDirectory(join(dir, 'new'))])
  return cur && fresh
}

/** Mails after the cursor, by the delivery time in their names (https://cr.yp.to/proto/maildir.html). */
export async function* maildirArrivals(
  dir: string,
  after: Cursor | undefined,
  largest: number,
  signal: AbortSignal,
): AsyncIterable<Arrival> {
  const entries = await listMaildir(dir)
  let lastReceivedAt = 0
  for (let at = firstNew(entries, readCursor(after)); at < entries.length; at++) {
    const entry = entries[at]
    if (!entry || signal.aborted) return
    const cursor = JSON.stringify({ name: entry.name, count: at + 1 } satisfies MaildirCursor)
    const arrival = await readEntry(dir, entry, cursor, lastReceivedAt, largest)
    if (!arrival) continue
    lastReceivedAt = arrival.receivedAt
    yield arrival
  }
}

export async function countMaildir(dir: string, after: Cursor | undefined): Promise<number> {
  const entries = await listMaildir(dir)
  return entries.length - firstNew(entries, readCursor(after))
}

function firstNew(entries: readonly MaildirEntry[], cursor: MaildirCursor | undefined): number {
  if (!cursor) return 0
  const known = entries.findLastIndex((entry) => compareNames(entry.name, cursor.name) <= 0) + 1
  return known > cursor.count ? 0 : known
}

async function listMaildir(dir: string): Promise<MaildirEntry[]> {
  const found = await Promise.all(
    ['new', 'cur'].map(async (folder) => {
      const names = await readdir(join(dir, folder))
      return names
        .filter((name) => !name.startsWith('.'))
        .map((name) => ({ name: name.split(':', 1)[0] ?? name, path: join(dir, folder, name) }))
    }),
  )
  const entries = new Map(found.flat().map((entry) => [entry.name, entry]))
  return [...entries.values()].sort((a, b) => compareNames(a.name, b.name))
}

/** Seconds first, then the rest by its numbers (`M12` before `M123`). */
function compareNames(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)
}
const collator = new Intl.Collator('en', { numeric: true })

async function readEntry(
  dir: string,
  entry: MaildirEntry,
  cursor: Cursor,
  lastReceivedAt: number,
  largest: number,
): Promise<Arrival | undefined> {
  const bytes = await readWherever(dir, entry)
  if (bytes === undefined) return undefined
  if (typeof bytes === 'string') return { cursor, receivedAt: nameTime(entry.name) ?? lastReceivedAt, problem: bytes }
  const receivedAt = receivedAtOf(bytes) ?? nameTime(entry.name) ?? lastReceivedAt
  if (bytes.length <= largest) return { cursor, receivedAt, bytes }
  const problem = `the mail has ${bytes.length} bytes, only its beginning was read`
  return { cursor, receivedAt, problem, headers: bytes.subarray(0, 256 * 1024) }
}

/** Text where it cannot be read; undefined where it was removed. A reader may rename the file while we look. */
async function readWherever(dir: string, entry: MaildirEntry): Promise<Uint8Array | string | undefined> {
  for (const path of [entry.path, undefined]) {
    const now = path ?? (await listMaildir(dir)).find((each) => each.name === entry.name)?.path
    if (now === undefined) return undefined
    try {
      return await readFile(now)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
        return `${now} cannot be read: ${error instanceof Error ? error.message : String(error)}`
      }
    }
  }
  return undefined
}

/** Delivery time in a maildir name, `1700000000.M12P34.host`, in milliseconds. */
function nameTime(name: string): number | undefined {
  const seconds = Number.parseInt(name, 10)
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds * 1000 : undefined
}

function readCursor(text: Cursor | undefined): MaildirCursor | undefined {
  return text === undefined ? undefined : cursorShape.safeParse(readJson(text)).data
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}
