import { postLateSeries } from '#src/pipeline/digest-late.ts'
import { nextDigestAt, postDueDigests, type DigestList } from '#src/pipeline/digest-round.ts'
import type { ListSettings } from '#src/pipeline/settings.ts'
import type { ChatPlatform, ListSource } from '#src/ports.ts'
import { createBell } from '#src/runtime/bell.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { Log } from '#src/runtime/log.ts'
import type { Storage } from '#src/storage/storage.ts'
import type { Tables } from '#src/tag/tables.ts'

export interface DigestLoopParts {
  readonly sources: readonly { readonly list: ListSettings; readonly source: ListSource }[]
  readonly platforms: readonly ChatPlatform[]
  readonly storage: Storage
  readonly tables: Tables
  readonly clock: Clock
  readonly log: Log
  /** Told when something may have become due. */
  readonly announced: () => Promise<void>
}

export interface DigestLoop {
  /** `source` was read to its end, the reading began at `at`; undefined while it is being read. */
  readonly onRead: (source: ListSource, at: number | undefined) => void
  /** Until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

/** Schedules can be changed, and clocks set, while it waits. */
const longestWaitMs = 60_000
/** A source that tells of news by itself has brought by then what came before. */
const newsMs = 10_000

/** Posts digests when their times have come, and what an outage kept from being posted when a list has been read. */
export function digestLoop(parts: DigestLoopParts): DigestLoop {
  const { storage, clock, log, tables, platforms } = parts
  const readAt = new Map<ListSource, number>()
  const bell = createBell()
  const lists = parts.sources.map(({ list, source }): DigestList => ({
    ...list,
    isRead: () => readAt.has(source) && source.health?.().state !== 'down',
    hasReadUntil: (at) =>
      (readAt.get(source) ?? 0) >= at || (source.waitForNews !== undefined && clock.now() >= at + newsMs),
  }))

  async function round(): Promise<void> {
    const now = clock.now()
    const known = { storage, lists, platforms: platforms.map(({ name }) => name), mailmap: tables.mailmap }
    const late = await postLateSeries(known, now)
    const due = await postDueDigests(known, now)
    if (late + due === 0) return
    log.info({ late, due }, 'digests')
    await parts.announced()
  }

  /** Until the next time, or until what came before the last one has surely been read. */
  async function waitMs(): Promise<number> {
    const now = clock.now()
    const next = await nextDigestAt({ storage }, now)
    const read = await nextDigestAt({ storage }, now - newsMs)
    if (next === undefined || read === undefined) return longestWaitMs
    return Math.min(longestWaitMs, next - now, read + newsMs - now)
  }

  return {
    onRead(source, at) {
      if (at === undefined) readAt.delete(source)
      else readAt.set(source, at)
      if (at !== undefined) bell.ring()
    },
    async run(signal) {
      while (!signal.aborted) {
        await round()
        await bell.wait(await waitMs(), clock, signal)
      }
    },
  }
}
