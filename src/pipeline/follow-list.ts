import { announce } from '#src/pipeline/announce.ts'
import type { Checkpoint } from '#src/pipeline/checkpoint.ts'
import type { Feed } from '#src/pipeline/ingest.ts'
import { ingest } from '#src/pipeline/ingest.ts'
import type { ListSettings, PipelineSettings } from '#src/pipeline/settings.ts'
import type { ChatPlatform, ListSource } from '#src/ports.ts'
import { SourceError } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { Log } from '#src/runtime/log.ts'
import { loop } from '#src/runtime/loop.ts'
import type { ListStart, Storage } from '#src/storage/storage.ts'
import type { Tables } from '#src/tag/tables.ts'

export interface FollowParts {
  readonly platforms: readonly ChatPlatform[]
  readonly storage: Storage
  readonly tables: Tables
  readonly clock: Clock
  readonly log: Log
  readonly settings: PipelineSettings
  readonly random: () => number
  readonly checkpoint: Checkpoint
  readonly commandName?: string
  /** Told when something may have become due. */
  readonly announced: () => Promise<void>
  /** Told when a source has been read to its end, with when that began; undefined while it is being read. */
  readonly onRead?: (source: ListSource, at: number | undefined) => void
}

const mostBackOffMs = 60_000
/** Where only a person can help, asking more often helps nobody. */
const mostBackOffForPersonMs = 15 * 60_000

/** Follows one list: ingest, announce, wait for news or for a quiet time to end, and again. */
export async function followList(
  { list, source }: Pick<Feed, 'list' | 'source'>,
  parts: FollowParts,
  howLong: 'once' | 'for ever',
  signal: AbortSignal,
): Promise<void> {
  const { storage, clock, log } = parts
  const start = await startOf(list, parts)
  const feed: Feed = { list, source, start }
  const limits = new Map(parts.platforms.map((platform) => [platform.name, platform.limits]))

  let lookedAt = Infinity
  async function announceUntil(now: number): Promise<void> {
    if (source.time === 'wall') await boundLooks(clock.now())
    const look = {
      ...parts,
      start,
      now,
      at: clock.now(),
      archive: list.archive,
      isLive: source.time === 'wall',
      limitsOf: (platform: string) => limits.get(platform),
    }
    const looked = await oneAtATime(storage, () => announce(list.name, look, signal))
    if (looked > 0) await parts.announced()
  }

  /** At the first look too: the clock may have been set back while we were away. Mail time never runs backwards. */
  async function boundLooks(at: number): Promise<void> {
    if (at < lookedAt) await storage.boundLooks(list.name, at + parts.settings.quietMs)
    lookedAt = at
  }

  // What the last run saved and did not announce comes first, at the time at which it was saved.
  const before = await storage.clockOf(source.name)
  if (before !== undefined) await announceUntil(source.time === 'wall' ? clock.now() : before)
  // Posts that the last run left behind do not wait for new mail.
  await parts.announced()

  let hasRead = false
  async function once(): Promise<void> {
    const begunAt = clock.now()
    parts.onRead?.(source, undefined)
    const count = await ingest(feed, { ...parts, announce: announceUntil }, signal)
    if (count > 0 || !hasRead) log.info({ list: list.name, source: source.name, mails: count }, 'read')
    hasRead = true
    await announceUntil(await whenRead())
    parts.onRead?.(source, begunAt)
    if (howLong === 'for ever') await waitForNews()
  }

  /** A replay has nothing more to wait for, nor has an archive that is ahead of our clock; others grow as we live. */
  async function whenRead(): Promise<number> {
    if (howLong === 'once') return Number.MAX_SAFE_INTEGER
    const newest = source.time === 'mail' ? ((await storage.clockOf(source.name)) ?? 0) : 0
    return newest > clock.now() ? Number.MAX_SAFE_INTEGER : clock.now()
  }

  /** Until the source has something, or it is time to ask; quiet times that end meanwhile are announced. */
  async function waitForNews(): Promise<void> {
    const news = new AbortController()
    const stop = AbortSignal.any([signal, news.signal])
    const longestMs = source.waitForNews === undefined ? parts.settings.pollMs : Infinity
    let askAgainAt = clock.now() + longestMs
    let failure: unknown
    const waiting = source.waitForNews?.(stop).then(
      () => news.abort(),
      (error: unknown) => {
        failure = error
        news.abort()
      },
    )
    while (!stop.aborted && clock.now() < askAgainAt) {
      const look = (await storage.nextLookAt(list.name)) ?? Infinity
      await clock.sleep(Math.max(0, Math.min(look, askAgainAt, clock.now() + longestSleepMs) - clock.now()), stop)
      if (!stop.aborted) await announceUntil(clock.now())
      // From now on, where the clock was set back meanwhile.
      askAgainAt = Math.min(askAgainAt, clock.now() + longestMs)
    }
    news.abort()
    await waiting
    if (failure !== undefined && !signal.aborted) throw failure
  }

  if (howLong === 'once') return once()
  await loop(
    once,
    {
      ...parts,
      name: source.name,
      mayRetry(error) {
        if (!(error instanceof SourceError)) return undefined
        if (error.retry) return { afterMs: error.retryAfterMs, mostMs: mostBackOffMs }
        return hasRead ? { mostMs: mostBackOffForPersonMs } : undefined
      },
    },
    signal,
  )
}

const longestSleepMs = 60_000

async function startOf(
  { name, announceSince, backfill }: ListSettings,
  { storage, clock }: FollowParts,
): Promise<ListStart> {
  const now = clock.now()
  return storage.startList(name, {
    startedAt: now,
    announceFrom: announceSince === 'all' ? 0 : now - announceSince,
    backfillFrom: backfill === 'all' ? 0 : now - backfill,
  })
}

const looking = new WeakMap<Storage, Promise<unknown>>()

/** Two lists may share a series: looks at clusters of one database follow one another. */
async function oneAtATime<T>(storage: Storage, work: () => Promise<T>): Promise<T> {
  const before = looking.get(storage) ?? Promise.resolve()
  const mine = before.then(work, work)
  looking.set(storage, mine)
  return mine
}
