import { editRow } from '#src/pipeline/edit-row.ts'
import type { LaneParts } from '#src/pipeline/lane-parts.ts'
import { longestWaitMs } from '#src/pipeline/refused.ts'
import { sendRow } from '#src/pipeline/send-row.ts'
import type { ChannelId } from '#src/ports.ts'
import type { Bell } from '#src/runtime/bell.ts'
import type { OutboxRow } from '#src/storage/storage.ts'

const minuteMs = 60_000

/** The lanes of one platform: one post at a time in each channel, all channels at once. */
export interface Lanes {
  /** Begins all that may begin now, and returns how much that was. Throws what a lane failed with. */
  startDue(): Promise<number>
  isIdle(): boolean
  /** Resolves when nothing is in flight. */
  settled(): Promise<void>
}

/** `bell` rings whenever a lane becomes free. */
export function openLanes(parts: LaneParts, bell: Bell, signal: AbortSignal): Lanes {
  const { platform, storage, clock, settings } = parts
  const busy = new Map<ChannelId, Promise<void>>()
  const failures: unknown[] = []
  const edits: number[] = []
  let lookedAt = Infinity
  const pauseMs = 1000 / platform.limits.postsPerSecond

  function occupy(row: OutboxRow, work: (row: OutboxRow, parts: LaneParts) => Promise<void>): void {
    async function run(): Promise<void> {
      try {
        await work(row, parts)
        if (pauseMs > 0) await clock.sleep(pauseMs, signal)
      } catch (error) {
        failures.push(error)
      } finally {
        busy.delete(row.channel)
        bell.ring()
      }
    }
    busy.set(row.channel, run())
  }

  async function startEdits(now: number): Promise<number> {
    if (platform.edit === undefined || !platform.limits.edits) return 0
    // One that lies ahead was made before the clock was set back.
    while (edits[0] !== undefined && (edits[0] <= now - minuteMs || edits[0] > now)) edits.shift()
    const left = platform.limits.editsPerMinute - edits.length
    if (left < 1) return 0
    const due = (await storage.editsDue(platform.name, now, settings.editQuietMs, new Set(busy.keys()))).slice(0, left)
    for (const row of due) {
      edits.push(now)
      occupy(row, editRow)
    }
    return due.length
  }

  return {
    async startDue() {
      if (failures.length > 0) throw failures[0]
      const now = clock.now()
      // At the first look too: the clock may have been set back while we were away.
      if (now < lookedAt) await storage.boundWaits(platform.name, now, longestWaitMs(settings))
      lookedAt = now
      const due = await storage.claimDue(platform.name, now, new Set(busy.keys()))
      for (const row of due) occupy(row, sendRow)
      return due.length + (await startEdits(now))
    },
    isIdle: () => busy.size === 0,
    async settled() {
      while (busy.size > 0) await Promise.all(busy.values())
      if (failures.length > 0) throw failures[0]
    },
  }
}

/** A look at the outbox costs a query or two; edits settle and parked lanes open without a ring. */
const mostMs = 1000

/** Delivers until the signal aborts; then resolves when nothing is in flight. */
export async function deliver(lanes: Lanes, { clock }: LaneParts, bell: Bell, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await lanes.startDue()
    await bell.wait(mostMs, clock, signal)
  }
  await lanes.settled()
}

/** What is further away than this is not waited for. */
const patienceMs = minuteMs

/** Delivers until nothing is due any more, however often a platform asks to wait a little. */
export async function deliverAll(lanes: Lanes, parts: LaneParts, bell: Bell, signal: AbortSignal): Promise<void> {
  const { platform, storage, clock, log } = parts
  const edits = platform.edit !== undefined && platform.limits.edits
  while (!signal.aborted) {
    const started = await lanes.startDue()
    if (started > 0) continue
    if (lanes.isIdle()) {
      const next = await storage.nextDueAt(platform.name, edits)
      if (next === undefined) break
      if (next > clock.now() + patienceMs) {
        log.warn({ platform: platform.name, next }, 'posts wait for a channel that refuses them')
        break
      }
    }
    await bell.wait(pollMs, clock, signal)
  }
  await lanes.settled()
}

const pollMs = 50
