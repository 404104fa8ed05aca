import { stat } from 'node:fs/promises'
import { cursorAfter, readFileCursor } from '#adapters/mbox/file-cursor.ts'
import type { FileCursor } from '#adapters/mbox/file-cursor.ts'
import { FileReplacedError, fileMails } from '#adapters/mbox/file-mails.ts'
import { countMaildir, isMaildir, maildirArrivals } from '#adapters/mbox/maildir.ts'
import type { MboxMail } from '#src/mail/mbox.ts'
import { largestMail } from '#src/mail/mbox.ts'
import { receivedAtOf } from '#src/mail/received-at.ts'
import type { Arrival, Cursor, ListSource, SourceHealth } from '#src/ports.ts'
import { SourceError } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import { wallClock } from '#src/runtime/clock.ts'

export interface MboxSettings {
  readonly name: string
  /** An mbox (plain or .gz), an .eml file, a maildir, or `-` for standard input. */
  readonly file: string
  /** More may be appended while we read (default); false reads to the end once, as the command line does. */
  readonly follow?: boolean
}

/** A writer that appends a mail in pieces is given this long to finish it. */
const settleMs = 200

/** Mail from a file. A growing mbox is followed; one that was truncated or replaced is read again from its beginning. */
export function mboxSource(
  settings: MboxSettings,
  options: { readonly clock?: Clock; readonly largestMail?: number } = {},
): ListSource {
  const largest = options.largestMail ?? largestMail
  const { file } = settings
  const follow = (settings.follow ?? true) && file !== '-'
  const clock = options.clock ?? wallClock
  let health: SourceHealth = { state: 'waiting', lastOkAt: undefined, lag: undefined, gaps: [], problem: undefined }
  let readToEnd: { readonly cursor: Cursor | undefined; readonly version: string } | undefined
  let wasRead = false

  async function* poll(after: Cursor | undefined, signal: AbortSignal): AsyncIterable<Arrival> {
    health = { ...health, state: 'reading', problem: undefined }
    let last: Arrival | undefined
    try {
      const version = await versionOf(file)
      const isSame = version !== '-' && readToEnd?.cursor === after && readToEnd?.version === version
      if (!isSame) {
        for await (const arrival of arrivals(after, signal)) {
          last = arrival
          yield arrival
        }
        if (!signal.aborted) {
          readToEnd = health.gaps.length === 0 ? { cursor: last?.cursor ?? after, version } : undefined
        }
      }
      wasRead = true
      health = { ...health, state: 'waiting', lastOkAt: clock.now(), lag: 0 }
    } catch (error) {
      if (signal.aborted) return
      const failure = asSourceError(error, file, wasRead)
      health = { ...health, state: 'down', problem: failure.message }
      throw failure
    }
  }

  async function* arrivals(after: Cursor | undefined, signal: AbortSignal): AsyncIterable<Arrival> {
    if (file !== '-' && (await isMaildir(file))) {
      yield* maildirArrivals(file, after, largest, signal)
      return
    }
    const from = readFileCursor(after)
    try {
      yield* fileArrivals(from, signal)
    } catch (error) {
      if (!(error instanceof FileReplacedError)) throw error
      health = { ...health, problem: `${file} was truncated or replaced; reading it from its beginning` }
      yield* fileArrivals(undefined, signal)
    }
  }

  async function* fileArrivals(from: FileCursor | undefined, signal: AbortSignal): AsyncIterable<Arrival> {
    let lastReceivedAt = 0
    let held: MboxMail | undefined
    health = { ...health, gaps: [] }
    try {
      for await (const mail of fileMails(file, from, largest, signal)) {
        if (signal.aborted) return
        if (held) {
          lastReceivedAt = receivedAt(held, lastReceivedAt)
          yield toArrival(held, lastReceivedAt)
        }
        held = mail
      }
    } catch (error) {
      // The end of a packed file may be missing: what came before it is whole.
      if (held) yield toArrival(held, receivedAt(held, lastReceivedAt))
      throw error
    }
    if (!held || signal.aborted) return
    if (follow && !(await isFinished(held, signal))) return
    yield toArrival(held, receivedAt(held, lastReceivedAt))
  }

  /** Whether the last mail of a file that may grow is whole; otherwise it is left for the next poll. */
  async function isFinished(mail: MboxMail, signal: AbortSignal): Promise<boolean> {
    await clock.sleep(settleMs, signal)
    const now = await stat(file)
    const isPlain = now.size >= mail.end
    const grew = isPlain && now.size > mail.end
    if (mail.trouble !== 'cut' && !grew) return true
    const reason = mail.problem ?? 'is still being written'
    health = { ...health, gaps: [{ what: `mail at byte ${mail.offset} of ${file}`, since: clock.now(), reason }] }
    return false
  }

  return {
    name: settings.name,
    time: 'mail',
    poll,
    estimate: async (after) => (file !== '-' && (await isMaildir(file)) ? countMaildir(file, after) : undefined),
    health: () => health,
  }
}

function receivedAt(mail: MboxMail, before: number): number {
  return mail.receivedAt ?? receivedAtOf(mail.bytes) ?? before
}

function toArrival(mail: MboxMail, receivedAtMs: number): Arrival {
  const { bytes, problem, release } = mail
  const arrival = {
    receivedAt: receivedAtMs,
    // Made for the one mail in hundreds of which it is kept.
    get cursor(): Cursor {
      return cursorAfter(mail)
    },
  }
  return Object.assign(arrival, problem === undefined ? { bytes, release } : { problem, headers: bytes })
}

/** Changes when the file does. */
async function versionOf(file: string): Promise<string> {
  if (file === '-') return '-'
  const now = await stat(file)
  if (now.isDirectory()) return '-'
  return `${now.ino}:${now.size}:${now.mtimeMs}`
}

function asSourceError(error: unknown, file: string, wasRead: boolean): SourceError {
  if (error instanceof SourceError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  // A file that was there before may be on its way through a log rotation.
  if (code === 'ENOENT') return new SourceError(`no such file: ${file}`, { retry: wasRead, cause: error })
  if (code === 'EISDIR') {
    return new SourceError(`${file} is a directory, but no maildir: it has no cur and new in it`, {
      retry: false,
      cause: error,
    })
  }
  const why = error instanceof Error ? error.message : String(error)
  return new SourceError(`${file} cannot be read: ${why}`, { retry: wasRead, cause: error })
}
