import type { Checkpoint } from '#src/pipeline/checkpoint.ts'
import type { UntaggedMail } from '#src/pipeline/read-arrival.ts'
import { tagged } from '#src/pipeline/read-arrival.ts'
import type { Reader } from '#src/pipeline/reading-thread.ts'
import { openReader } from '#src/pipeline/reading-thread.ts'
import type { ListSettings, PipelineSettings } from '#src/pipeline/settings.ts'
import type { Arrival, Cursor, ListSource } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { ListStart, Storage } from '#src/storage/storage.ts'
import type { Tables } from '#src/tag/tables.ts'

/** Mails saved in one transaction: enough to make its cost vanish, few enough to stay a few megabytes. */
const batchMails = 600
const batchBytes = 8 * 1024 * 1024
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
  /** Told before a step of mail time is read in and after each batch is saved, with the source's own now. */
  readonly announce: (now: number) => Promise<void>
}

interface Batch {
  readonly arrivals: Arrival[]
  bytes: number
  cursor: Cursor | undefined
  /** The source's now at its first and its last mail. */
  from: number
  now: number
  /** The newest `receivedAt`. */
  newest: number
  /** Its first mail may be posted, in mail time. */
  isStep: boolean
  /** Wall clock. */
  readonly begunAt: number
}

/**
 * Reads a source to its present end, saving mails and cursor in batches. Holds two batches: one comes in while the one
 * before is read and saved. Returns how many mails arrived. What was not saved when `signal` aborts comes again.
 */
export async function ingest(feed: Feed, parts: IngestParts, signal: AbortSignal): Promise<number> {
  const reader = openReader(parts.settings.largestMail)
  const saver = openSaver(feed, parts, reader)
  try {
    return await bringIn(feed, parts, saver, signal)
  } finally {
    await saver.settled()
    await reader.close()
  }
}

async function bringIn(feed: Feed, parts: IngestParts, saver: Saver, signal: AbortSignal): Promise<number> {
  const { source, start } = feed
  const { clock, storage, settings } = parts
  let count = 0
  let now = (await storage.clockOf(source.name)) ?? 0
  let batch = emptyBatch(clock.now())
  let failure: { readonly error: unknown } | undefined
  const arrivals = upToFailure(source.poll(await storage.cursorOf(source.name), signal), (error) => {
    failure = { error }
  })
  for await (const arrival of arrivals) {
    if (signal.aborted) return count
    const { receivedAt, cursor } = arrival
    // Mail time never runs backwards, although the times of arrival in an archive may.
    now = source.time === 'wall' ? clock.now() : Math.max(now, receivedAt)
    if (batch.cursor !== undefined && (isFull(batch, clock.now()) || isNextStep(feed, batch, now, settings.stepMs))) {
      await saver.take(batch)
      batch = emptyBatch(clock.now())
    }
    if (batch.cursor === undefined) {
      batch.from = now
      batch.isStep = source.time === 'mail' && receivedAt >= start.announceFrom
    }
    batch.cursor = cursor
    batch.now = now
    batch.newest = Math.max(batch.newest, receivedAt)
    if (receivedAt < start.backfillFrom) continue
    batch.arrivals.push(arrival)
    batch.bytes += 'bytes' in arrival ? arrival.bytes.length : 0
    count += 1
    parts.checkpoint('ingest: mail read')
  }
  if (batch.cursor !== undefined && !signal.aborted) await saver.take(batch)
  await saver.finish()
  if (failure) throw failure.error
  return count
}

interface Saver {
  /** Begins to read and save a batch. Resolves when the one before is saved; rejects where that failed. */
  take(batch: Batch): Promise<void>
  /** Resolves when all is saved. */
  finish(): Promise<void>
  /** Resolves when nothing is in flight, saved or not. */
  settled(): Promise<void>
}

/** Saves batches one after the other, and has the next one read meanwhile. */
function openSaver(feed: Feed, parts: IngestParts, reader: Reader): Saver {
  let saved: Promise<void> = Promise.resolve()
  async function readAndSave(batch: Batch, before: Promise<void>): Promise<void> {
    const [mails] = await Promise.all([reader.read(batch.arrivals), before])
    await save(feed, batch, mails, parts)
  }
  return {
    async take(batch) {
      const before = saved
      saved = readAndSave(batch, before)
      // Told by whoever waits next.
      saved.catch(() => undefined)
      await before
    },
    finish: () => saved,
    settled: () => saved.catch(() => undefined),
  }
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
  return { arrivals: [], bytes: 0, cursor: undefined, from: 0, now: 0, newest: 0, isStep: false, begunAt }
}

function isFull(batch: Batch, wallNow: number): boolean {
  return batch.arrivals.length >= batchMails || batch.bytes >= batchBytes || wallNow - batch.begunAt >= batchMs
}

/** Steps matter where something may be posted; before that an archive goes in as fast as it can. */
function isNextStep({ source, start }: Feed, batch: Batch, now: number, stepMs: number): boolean {
  return source.time === 'mail' && now >= start.announceFrom && now - batch.from >= stepMs
}

async function save(
  { list, source, start }: Feed,
  batch: Batch,
  mails: readonly UntaggedMail[],
  { storage, tables, checkpoint, announce }: IngestParts,
): Promise<void> {
  if (batch.cursor === undefined) return
  // Quiet times that ended before these mails arrived ended without them.
  if (batch.isStep) await announce(batch.from - 1)
  const newMails = mails.map((mail) => tagged(mail, tables))
  checkpoint('ingest: before save')
  await storage.saveMails(source.name, list.name, newMails, batch.cursor, batch.now)
  checkpoint('ingest: saved')
  // Nothing this old can be posted. It is looked at when the source has been read, each cluster once and whole.
  if (batch.newest < start.announceFrom) return
  await announce(batch.now)
}
