import type { Checkpoint } from '#src/pipeline/checkpoint.ts'
import { readArrival } from '#src/pipeline/read-arrival.ts'
import type { ListSettings, PipelineSettings } from '#src/pipeline/settings.ts'
import type { Arrival, Cursor, ListSource } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { ListStart, NewMail, Storage } from '#src/storage/storage.ts'
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
  readonly mails: NewMail[]
  bytes: number
  cursor: Cursor | undefined
  /** The source's now at its first and its last mail. */
  from: number
  now: number
  /** The newest `receivedAt`. */
  newest: number
  /** Wall clock. */
  readonly begunAt: number
}

/**
 * Reads a source to its present end, saving mails and cursor in batches. Never holds more than one batch.
 * Returns how many mails arrived. What was read but not saved when `signal` aborts is read again next time.
 */
export async function ingest(feed: Feed, parts: IngestParts, signal: AbortSignal): Promise<number> {
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
      await save(feed, batch, parts)
      batch = emptyBatch(clock.now())
    }
    if (batch.cursor === undefined) {
      batch.from = now
      // Quiet times that ended before this mail arrived ended without it.
      if (source.time === 'mail' && receivedAt >= start.announceFrom) await parts.announce(now - 1)
    }
    batch.cursor = cursor
    batch.now = now
    batch.newest = Math.max(batch.newest, receivedAt)
    if (receivedAt < start.backfillFrom) continue
    batch.mails.push(await readArrival(arrival, parts.tables, settings.largestMail))
    batch.bytes += 'bytes' in arrival ? arrival.bytes.length : 0
    count += 1
    parts.checkpoint('ingest: mail read')
  }
  if (batch.cursor !== undefined && !signal.aborted) await save(feed, batch, parts)
  if (failure) throw failure.error
  return count
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
  return { mails: [], bytes: 0, cursor: undefined, from: 0, now: 0, newest: 0, begunAt }
}

function isFull(batch: Batch, wallNow: number): boolean {
  return batch.mails.length >= batchMails || batch.bytes >= batchBytes || wallNow - batch.begunAt >= batchMs
}

/** Steps matter where something may be posted; before that an archive goes in as fast as it can. */
function isNextStep({ source, start }: Feed, batch: Batch, now: number, stepMs: number): boolean {
  return source.time === 'mail' && now >= start.announceFrom && now - batch.from >= stepMs
}

async function save(feed: Feed, batch: Batch, { storage, checkpoint, announce }: IngestParts): Promise<void> {
  const { list, source } = feed
  if (batch.cursor === undefined) return
  checkpoint('ingest: before save')
  await storage.saveMails(source.name, list.name, batch.mails, batch.cursor, batch.now)
  checkpoint('ingest: saved')
  // Nothing this old can be posted. It is looked at when the source has been read, each cluster once and whole.
  if (batch.newest < feed.start.announceFrom) return
  await announce(batch.now)
}
