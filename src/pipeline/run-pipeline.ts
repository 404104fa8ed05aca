import { sharedArchive } from '#src/pipeline/archive-url.ts'
import type { Checkpoint } from '#src/pipeline/checkpoint.ts'
import { noCheckpoint } from '#src/pipeline/checkpoint.ts'
import type { Lanes } from '#src/pipeline/deliver.ts'
import { deliver, deliverAll, openLanes } from '#src/pipeline/deliver.ts'
import { digestLoop } from '#src/pipeline/digest-loop.ts'
import { watchMutes } from '#src/pipeline/end-mutes.ts'
import { followList } from '#src/pipeline/follow-list.ts'
import type { LaneParts } from '#src/pipeline/lane-parts.ts'
import type { ListSettings, PipelineSettings } from '#src/pipeline/settings.ts'
import type { ChatPlatform, ListSource } from '#src/ports.ts'
import type { Bell } from '#src/runtime/bell.ts'
import { createBell } from '#src/runtime/bell.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { Log } from '#src/runtime/log.ts'
import { loop } from '#src/runtime/loop.ts'
import { StorageError } from '#src/storage/storage-error.ts'
import type { ConfiguredChannel, Storage } from '#src/storage/storage.ts'
import type { Tables } from '#src/tag/tables.ts'

export interface PipelineParts {
  readonly sources: readonly { readonly list: ListSettings; readonly source: ListSource }[]
  /** Started; the pipeline only sends. */
  readonly platforms: readonly ChatPlatform[]
  /** Subscriptions that stand in the config. */
  readonly channels: readonly ConfiguredChannel[]
  readonly storage: Storage
  readonly tables: Tables
  readonly clock: Clock
  readonly log: Log
  readonly settings: PipelineSettings
  /** 0 to 1, for jitter. */
  readonly random: () => number
  /** `kvm`: what people type in front of commands. */
  readonly commandName?: string
  readonly checkpoint?: Checkpoint
}

/** A database that went away is asked again this often at the latest. */
const mostBackOffMs = 60_000

/**
 * The loops of the process: follow every list, deliver to every platform, until the signal aborts. Where the database
 * goes away for a while they all stop, and begin anew when it is back. Rejects where going on makes no sense: a list
 * that cannot be read at the first try for a reason that only a person can mend, a database that cannot be used, a bug.
 */
export async function runPipeline(parts: PipelineParts, signal: AbortSignal): Promise<void> {
  const ended = new AbortController()
  async function once(): Promise<void> {
    await runLoops(parts, signal)
    ended.abort()
  }
  await loop(once, { ...parts, name: 'pipeline', mayRetry }, AbortSignal.any([signal, ended.signal]))
}

function mayRetry(error: unknown): { readonly mostMs: number } | undefined {
  return error instanceof StorageError && error.isTemporary ? { mostMs: mostBackOffMs } : undefined
}

async function runLoops(parts: PipelineParts, signal: AbortSignal): Promise<void> {
  const { outlets, follow, failed, stop } = await begin(parts, signal)
  const digests = digestLoop(follow)
  const following = parts.sources.map((feed) =>
    followList(feed, { ...follow, onRead: digests.onRead }, 'for ever', stop),
  )
  const delivering = outlets.map(({ lanes, lane, bell }) => deliver(lanes, lane, bell, stop))
  const archive = sharedArchive(parts.sources.map(({ list }) => list))
  const muting = watchMutes({ ...follow, archive }, stop)
  try {
    await untilAllEnd([...following, ...delivering, digests.run(stop), muting], failed)
  } finally {
    // What is being sent still may be accepted: nobody shall take it for interrupted before.
    await Promise.allSettled(outlets.map(({ lanes }) => lanes.settled()))
  }
}

/**
 * Reads every source to its present end, announces all that waits, and delivers all that is due. For replays, the
 * sample and tests.
 */
export async function drainPipeline(parts: PipelineParts, signal: AbortSignal): Promise<void> {
  const { outlets, follow, failed, stop } = await begin(parts, signal)
  await untilAllEnd(
    parts.sources.map((feed) => followList(feed, follow, 'once', stop)),
    failed,
  )
  await deliverEverything(outlets, stop)
}

interface Outlet {
  readonly lane: LaneParts
  readonly bell: Bell
  readonly lanes: Lanes
}

async function begin(parts: PipelineParts, signal: AbortSignal) {
  const { storage, channels, clock, log, settings, checkpoint = noCheckpoint } = parts
  const interrupted = await storage.markInterruptedUncertain()
  if (interrupted > 0) log.warn({ posts: interrupted }, 'the last run ended while posts were being sent')
  await storage.syncConfigured(channels, clock.now())
  // One that fails for good takes the others along: they stop cleanly, then the failure is told.
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  const outlets = parts.platforms.map((platform): Outlet => {
    const lane = laneParts(platform, parts, checkpoint)
    const bell = createBell()
    return { lane, bell, lanes: openLanes(lane, bell, stop) }
  })
  async function announced(): Promise<void> {
    for (const { bell } of outlets) bell.ring()
    if (settings.stepwiseDelivery) await deliverEverything(outlets, stop)
  }
  return { outlets, follow: { ...parts, checkpoint, announced }, failed, stop }
}

/** Waits for all, and rejects with the first failure when the others have stopped. */
async function untilAllEnd(work: readonly Promise<void>[], failed: AbortController): Promise<void> {
  for (const one of work) one.catch(() => failed.abort())
  const results = await Promise.allSettled(work)
  const failure = results.find((result) => result.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

async function deliverEverything(outlets: readonly Outlet[], signal: AbortSignal): Promise<void> {
  await Promise.all(outlets.map(({ lanes, lane, bell }) => deliverAll(lanes, lane, bell, signal)))
}

function laneParts(platform: ChatPlatform, parts: PipelineParts, checkpoint: Checkpoint): LaneParts {
  const { storage, clock, log, settings, random } = parts
  const { delivery, editQuietMs } = settings
  return { platform, storage, clock, log, random, checkpoint, settings: { ...delivery, editQuietMs } }
}
