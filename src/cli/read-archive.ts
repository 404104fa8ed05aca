import { openArchive } from '#src/archive-source.ts'
import type { Io } from '#src/cli/io.ts'
import { progress } from '#src/cli/progress.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { SourceError, type Arrival } from '#src/ports.ts'

/** Everything in these archives, one after the other, with a progress bar. Rejects with SourceError. */
export async function* readArchives(sources: readonly string[], io: Io): AsyncIterable<Arrival> {
  const never = new AbortController().signal
  for (const path of sources) {
    const source = openArchive(path)
    let isEmpty = true
    const bar = progress(io, 'reading', await source.estimate?.(undefined), () => wallClock.now())
    try {
      for await (const arrival of source.poll(undefined, never)) {
        isEmpty = false
        bar.step()
        if ('problem' in arrival) io.err.write(`${path}: ${arrival.problem}\n`)
        yield arrival
      }
      // A source that goes on at its next look ends well after what it got; for us there is none, and the rest is missing.
      const health = source.health?.()
      if (health?.state === 'down') throw new SourceError(health.problem ?? `${path} ended early`, { retry: false })
      if (isEmpty) io.err.write(`${path === '-' ? 'standard input' : path}: no mail in it\n`)
    } finally {
      bar.done()
      await source.close?.()
    }
  }
}
