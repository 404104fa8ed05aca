import { backOffMs } from '#src/runtime/back-off.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { Log } from '#src/runtime/log.ts'

export interface LoopParts {
  readonly name: string
  readonly clock: Clock
  readonly log: Log
  /** 0 to 1, for jitter. */
  readonly random: () => number
  /**
   * What may be tried again: `afterMs` at the earliest, at most `mostMs` apart. Undefined for all other failures, which
   * end the loop.
   */
  readonly mayRetry: (error: unknown) => { readonly afterMs?: number | undefined; readonly mostMs: number } | undefined
}

const firstMs = 500

/** Does `once` over and over until the signal aborts, backing off while it fails. `once` does its own waiting. */
export async function loop(once: () => Promise<void>, parts: LoopParts, signal: AbortSignal): Promise<void> {
  const { name, clock, log, random, mayRetry } = parts
  let failures = 0
  while (!signal.aborted) {
    const begunAt = clock.now()
    try {
      await once()
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      const retry = mayRetry(error)
      if (retry === undefined) throw error
      // One that went well for long, and never ends by itself, is no failure in a row.
      failures = clock.now() - begunAt > retry.mostMs ? 1 : failures + 1
      const waitMs = Math.max(retry.afterMs ?? 0, backOffMs(failures, { firstMs, mostMs: retry.mostMs }, random))
      const reason = error instanceof Error ? error.message : String(error)
      log.warn({ loop: name, reason, failures, waitMs }, 'failed, will try again')
      await clock.sleep(waitMs, signal)
    }
  }
}
