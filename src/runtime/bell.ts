import type { Clock } from '#src/runtime/clock.ts'

/** Lets one part of the process tell another that there is something to do. A ring that nobody awaits is kept. */
export interface Bell {
  ring(): void
  /** Resolves at the next ring, after `ms`, or when the signal aborts. */
  wait(ms: number, clock: Clock, signal: AbortSignal): Promise<void>
}

export function createBell(): Bell {
  let hasRung = false
  let waiting: AbortController | undefined
  return {
    ring() {
      hasRung = true
      waiting?.abort()
    },
    async wait(ms, clock, signal) {
      if (!hasRung) {
        waiting = new AbortController()
        await clock.sleep(ms, AbortSignal.any([waiting.signal, signal]))
        waiting = undefined
      }
      hasRung = false
    },
  }
}
