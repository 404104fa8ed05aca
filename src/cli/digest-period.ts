import { openCommitRange } from '#adapters/public-inbox/commit-range.ts'
import { UsageError, type Io } from '#src/cli/io.ts'
import { progress } from '#src/cli/progress.ts'
import { readArchives } from '#src/cli/read-archive.ts'
import { momentForms, readMoment } from '#src/commands/read-moment.ts'
import { SourceError, type Arrival } from '#src/ports.ts'
import { wallClock } from '#src/runtime/clock.ts'
import type { Storage } from '#src/storage/storage.ts'

/** The mails of a report, and how its head names the period. */
export interface DigestPeriod {
  readonly mails: AsyncIterable<Arrival>
  /** `first` and `last`: when the first and last mail of the period arrived, in milliseconds; undefined without any. */
  name(first: number | undefined, last: number | undefined): { readonly from: string; readonly to: string }
}

export interface PeriodOptions {
  /** `A..B`, commits of a public-inbox archive. */
  readonly range: string | undefined
  readonly since: string | undefined
  readonly until: string | undefined
}

/** Throws UsageError where commits and dates are mixed or cannot be read, SourceError where there is no such commit. */
export async function openPeriod(source: string, wanted: PeriodOptions, io: Io): Promise<DigestPeriod> {
  if (wanted.range === undefined) return openDates(source, wanted, io)
  if (wanted.since !== undefined || wanted.until !== undefined) {
    throw new UsageError('digest takes either A..B or --since and --until, not both')
  }
  const [from = '', to = '', more] = wanted.range.split('..')
  if (from === '' || more !== undefined || !wanted.range.includes('..')) {
    throw new UsageError(`digest does not understand ${wanted.range}: write A..B, two commits of the archive`)
  }
  const range = await openCommitRange(source, from, to).catch((error: unknown) => {
    if (error instanceof SourceError) throw new UsageError(`${error.message} (A..B needs a public-inbox archive)`)
    throw error
  })
  return { mails: counted(range.mails(new AbortController().signal), io), name: () => range }
}

function openDates(source: string, wanted: PeriodOptions, io: Io): DigestPeriod {
  const { from, to, name } = readDates(wanted, wallClock.now())
  async function* within(): AsyncIterable<Arrival> {
    let isEmpty = true
    let newest: number | undefined
    for await (const arrival of readArchives([source], io)) {
      newest = Math.max(newest ?? arrival.receivedAt, arrival.receivedAt)
      if (arrival.receivedAt < from || arrival.receivedAt >= to) continue
      isEmpty = false
      yield arrival
    }
    if (isEmpty && newest !== undefined)
      io.err.write(`${source}: no mail arrived in this period; the newest is of ${dayOf(newest)}\n`)
  }
  return { mails: within(), name }
}

/** The mails that the bot has of a list, whatever source they came from. `now`: what spans count back from. */
export function openStored(list: string, wanted: PeriodOptions, storage: Storage, now: number, io: Io): DigestPeriod {
  if (wanted.range !== undefined) throw new UsageError('digest takes A..B of an archive, and --config without a SOURCE')
  const { from, to, name } = readDates(wanted, now)
  async function* stored(): AsyncIterable<Arrival> {
    for await (const { messageId, receivedAt, bytes } of storage.rawMails(list, from, to)) {
      const base = { cursor: messageId, receivedAt }
      yield bytes === undefined ? { ...base, problem: 'not fetched' } : { ...base, bytes }
    }
  }
  return { mails: counted(stored(), io), name }
}

function readDates({ since, until }: PeriodOptions, now: number) {
  const from = since === undefined ? Number.MIN_SAFE_INTEGER : readOption('since', since, now)
  const to = until === undefined ? Number.MAX_SAFE_INTEGER : readOption('until', until, now)
  if (from >= to) throw new UsageError(`digest: --since ${since} is not before --until ${until}`)
  const name: DigestPeriod['name'] = (first = Math.min(now, to), last = Math.max(now, from)) => ({
    from: since === undefined ? dayOf(first) : shown(since, from),
    to: until === undefined ? dayOf(last) : shown(until, to),
  })
  return { from, to, name }
}

async function* counted(mails: AsyncIterable<Arrival>, io: Io): AsyncIterable<Arrival> {
  const bar = progress(io, 'reading', undefined, () => wallClock.now())
  try {
    for await (const arrival of mails) {
      bar.step()
      yield arrival
    }
  } finally {
    bar.done()
  }
}

function readOption(option: string, text: string, now: number): number {
  const at = readMoment(text, now)
  if (at !== undefined) return at
  throw new UsageError(`digest: --${option} ${text} is no time: write ${momentForms}`)
}

/** A date as it was typed, and the day that a span begins on. */
function shown(text: string, at: number): string {
  return /^\d{4}-/.test(text) ? text : dayOf(at)
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
