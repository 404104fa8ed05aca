import type { Clock } from '#src/runtime/clock.ts'

export interface VirtualClock extends Clock {
  set(at: number): void
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** Time goes by as soon as everybody sleeps or waits for something: whoever has to wake first wakes first. */
export function virtualClock(begin: number): VirtualClock {
  let now = begin
  const sleepers = new Set<Sleeper>()

  function wakeNext(): void {
    const [first] = [...sleepers].sort((a, b) => a.at - b.at)
    if (first === undefined) return
    now = Math.max(now, first.at)
    first.wake()
  }

  return {
    now: () => now,
    set: (at) => {
      now = at
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const sleeper: Sleeper = { at: now + Math.max(0, ms), wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', wake, { once: true })
        setImmediate(wakeNext)
        function wake(): void {
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
      }),
  }
}
