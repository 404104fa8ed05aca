import type { Checkpoint } from '#src/pipeline/checkpoint.ts'
import { tagged } from '#src/pipeline/read-arrival.ts'
import type { Reader, ReadMails } from '#src/pipeline/reading-thread.ts'
import { openReader } from '#src/pipeline/reading-thread.ts'
import type { ListSettings, PipelineSettings } from '#src/pipeline/settings.ts'
import type { Arrival, Cursor, ListSource } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { ListStart, Storage } from '#src/storage/storage.ts'
import type { Tables } from '#src/tag/tables.ts'

/**
 * Mails read together: what is read of them should be passed on before the collector has moved it about twice (measured:
 * with 100 it moves three times as many bytes).
 */
const batchMails = 50
/** So many at once are seldom all. */
const manyMails = 20
const batchBytes = 8 * 1024 * 1024
/**
 * Batches on their way: being read, or read and waiting to be saved. Those that have been read when it is their turn are
 * saved in one transaction: mails of all threads and ages touch the same pages of every index, and each commit writes
 * those anew. While they are saved as many may be on the way again, else the reading thread rests through each save.
 */
const mostOnTheWay = 64
/** Fewer wait for the next one while it is being read (measured with git beside it: a twelfth of the processor time). */
const fewestTogether = 4
/** They wait whole, those that have been read in a third of the room. So many keep the reading thread busy. */
const mostUnread = 16
/** Of all that is not saved. Seldom reached: a mail may have thirty megabytes. */
const mostBytesUnsaved = 64 * 1024 * 1024
/** After so many days without mail most threads are over. */
const restMs = 4 * 24 * 3_600_000
/** Looks at old threads wait for so many mails: saved together they write the pages of each index once. */
const oldMailsALook = 2000
/** For fewer where hardly anything waits to be saved: this thread would rest now, and work alone when all is read. */
const oldMailsAnIdleLook = 500
/** A slow source does not keep what it has brought for longer. */
const batchMs = 2000

export interface Feed {
  readonly list: ListSettings
  readonly source: ListSource
  readonly start: ListStart
}

export interface IngestParts {
  readonly storage: Storage
  readonly tables: Tables
  readonly clock: Clock
  readonly settings: Pick<PipelineSettings, 'stepMs' | 'largestMail'>
  readonly checkpoint: Checkpoint
  /** Told before a step of mail time is read in and when batches were saved, with the source's own now. */
  readonly announce: (now: number) => Promise<void>
}

interface Batch extends Place {
  readonly arrivals: Arrival[]
  /** Its last mail, also of those that are not kept. */
  last: Arrival | undefined
  /** Wall clock. */
  readonly begunAt: number
}

/** Where a batch stands in its source. */
interface Place {
  bytes: number
  /** The source's now at its first and its last mail. */
  from: number
  now: number
  /** The newest `receivedAt`. */
  newest: number
  /** Its first mail may be posted, in mail time. */
  isStep: boolean
}

/**
 * Reads a source to its present end, saving mails and cursor in batches. A batch comes in while those before are read
 * and saved. Returns how many mails arrived. What was not saved when `signal` aborts comes again.
 */
export async function ingest(feed: Feed, parts: IngestParts, signal: AbortSignal): Promise<number> {
  const reader = openReader(parts.settings.largestMail)
  const saver = openSaver(feed, parts, reader)
  try {
    return await bringIn(feed, parts, reader, saver, signal)
  } finally {
    await saver.settled()
    await reader.close()
  }
}

async function bringIn(
  feed: Feed,
  parts: IngestParts,
  reader: Reader,
  saver: Saver,
  signal: AbortSignal,
): Promise<number> {
  const { source, start } = feed
  const { clock, storage, settings } = parts
  let count = 0
  let now = (await storage.clockOf(source.name)) ?? 0
  let batch = emptyBatch(clock.now())
  let failure: { readonly error: unknown } | undefined
  function known(messageIds: readonly string[]): Promise<ReadonlySet<string>> {
    return storage.mailsInList(feed.list.name, messageIds)
  }
  const arrivals = upToFailure(source.poll(await storage.cursorOf(source.name), signal, known), (error) => {
    failure = { error }
  })
  for await (const arrival of arrivals) {
    if (signal.aborted) return count
    const { receivedAt } = arrival
    // Mail time never runs backwards, although the times of arrival in an archive may.
    now = source.time === 'wall' ? clock.now() : Math.max(now, receivedAt)
    if (batch.last !== undefined && (isFull(batch, clock.now()) || isNextStep(feed, batch, now, settings.stepMs))) {
      await saver.take(batch)
      batch = emptyBatch(clock.now())
    }
    if (batch.last === undefined) {
      batch.from = now
      batch.isStep = source.time === 'mail' && receivedAt >= start.announceFrom
    }
    batch.last = arrival
    batch.now = now
    batch.newest = Math.max(batch.newest, receivedAt)
    if (receivedAt < start.backfillFrom) continue
    batch.arrivals.push(arrival)
    if (batch.arrivals.length === manyMails) reader.expectMany()
    batch.bytes += 'bytes' in arrival ? arrival.bytes.length : 0
    count += 1
    parts.checkpoint('ingest: mail read')
  }
  if (!signal.aborted) await saver.take(batch)
  await saver.finish()
  if (failure) throw failure.error
  return count
}

interface Saver {
  /** Begins to read a batch, and saves it after those before. Resolves when there is room for one more; rejects where saving failed. */
  take(batch: Batch): Promise<void>
  /** Resolves when all is saved. */
  finish(): Promise<void>
  /** Resolves when nothing is in flight, saved or not. */
  settled(): Promise<void>
}

interface OnTheWay extends Place {
  /** After its last mail. */
  readonly cursor: Cursor
  /** Undefined until they have been read. */
  mails: ReadMails | undefined
}

interface ReadBatch extends OnTheWay {
  mails: ReadMails
}

/** Saves batches one after the other, those together that have been read, and has the next ones read meanwhile. */
function openSaver(feed: Feed, parts: IngestParts, reader: Reader): Saver {
  const onTheWay: OnTheWay[] = []
  let unsavedBytes = 0
  let room = Promise.withResolvers<void>()
  let last: Promise<void> = Promise.resolve()
  /** Mails saved since old threads were looked at. */
  let oldMails = 0

  async function read(batch: OnTheWay, arrivals: readonly Arrival[]): Promise<void> {
    batch.mails = await reader.read(arrivals)
    tellOfRoom()
  }

  function isCrowded(): boolean {
    const unread = onTheWay.filter((batch) => !isRead(batch)).length
    return unread >= mostUnread || onTheWay.length >= mostOnTheWay || unsavedBytes > mostBytesUnsaved
  }

  function tellOfRoom(): void {
    room.resolve()
    room = Promise.withResolvers()
  }

  async function saveAfter(before: Promise<void>, batch: OnTheWay, reading: Promise<void>): Promise<void> {
    await Promise.all([reading, before])
    // The one before may have taken it along.
    if (!onTheWay.includes(batch)) return
    const some = readyOf(onTheWay)
    if (some.length < fewestTogether && isSoonReady(onTheWay[some.length])) return
    onTheWay.splice(0, some.length)
    tellOfRoom()
    oldMails += await save(feed, some, parts)
    unsavedBytes -= bytesOf(some)
    tellOfRoom()
    const { now } = some.at(-1) ?? batch
    const areOld = some.every(({ newest }) => newest < feed.start.announceFrom)
    const isIdle = readyOf(onTheWay).length < fewestTogether
    if (areOld && oldMails < (isIdle ? oldMailsAnIdleLook : oldMailsALook)) return
    oldMails = 0
    // Nothing this old can be posted, and each look at a cluster costs: it can wait until its thread is quiet.
    await parts.announce(areOld ? now - restMs : now)
  }

  return {
    async take({ arrivals, last: lastMail, ...place }) {
      if (lastMail === undefined) return
      // Asked for before the memory of its mail is used again.
      const batch: OnTheWay = { ...place, cursor: lastMail.cursor, mails: undefined }
      onTheWay.push(batch)
      unsavedBytes += batch.bytes
      last = saveAfter(last, batch, read(batch, arrivals))
      // Told by whoever waits next.
      last.catch(() => undefined)
      while (isCrowded()) await Promise.race([room.promise, last])
    },
    finish: () => last,
    settled: () => last.catch(() => undefined),
  }
}

function bytesOf(batches: readonly OnTheWay[]): number {
  return batches.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** The first, and those after it that have been read too and need no announcement before them. */
function readyOf(batches: readonly OnTheWay[]): readonly ReadBatch[] {
  const end = batches.findIndex((batch, at) => !isRead(batch) || (at > 0 && batch.isStep))
  return batches.slice(0, end < 0 ? undefined : end).filter(isRead)
}

/** It will be saved after those before it, and take along the ones that wait. */
function isSoonReady(next: OnTheWay | undefined): boolean {
  return next !== undefined && !isRead(next) && !next.isStep
}

function isRead(batch: OnTheWay): batch is ReadBatch {
  return batch.mails !== undefined
}

/** What a source gave before it failed is good, and saved before the failure is told. */
async function* upToFailure(
  arrivals: AsyncIterable<Arrival>,
  failed: (error: unknown) => void,
): AsyncIterable<Arrival> {
  try {
    yield* arrivals
  } catch (error) {
    failed(error)
  }
}

function emptyBatch(begunAt: number): Batch {
  return { arrivals: [], bytes: 0, last: undefined, from: 0, now: 0, newest: 0, isStep: false, begunAt }
}

function isFull(batch: Batch, wallNow: number): boolean {
  return batch.arrivals.length >= batchMails || batch.bytes >= batchBytes || wallNow - batch.begunAt >= batchMs
}

/** Steps matter where something may be posted; before that an archive goes in as fast as it can. */
function isNextStep({ source, start }: Feed, batch: Batch, now: number, stepMs: number): boolean {
  return source.time === 'mail' && now >= start.announceFrom && now - batch.from >= stepMs
}

/** Saves batches in one transaction. Returns how many mails there were. */
async function save(
  { list, source }: Feed,
  batches: readonly ReadBatch[],
  { storage, tables, checkpoint, announce }: IngestParts,
): Promise<number> {
  // Quiet times that ended before these mails arrived ended without them.
  const [first] = batches
  if (first?.isStep) await announce(first.from - 1)
  checkpoint('ingest: before save')
  const count = await storage.together(async (together) => {
    let saved = 0
    for (const { mails, cursor, now } of batches) {
      const newMails = mails().map((mail) => tagged(mail, tables))
      await together.saveMails(source.name, list.name, newMails, cursor, now)
      saved += newMails.length
    }
    return saved
  })
  checkpoint('ingest: saved')
  return count
}
