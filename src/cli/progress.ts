import type { Io } from '#src/cli/io.ts'

export interface Progress {
  step(): void
  done(): void
}

const redrawMs = 100
const width = 30

/**
 * A bar on standard error while long work goes on, where that is a terminal; silent otherwise. Without a `total` it
 * counts. Nothing is drawn for work that is over at once.
 */
export function progress(io: Io, what: string, total: number | undefined, now: () => number): Progress {
  const begun = now()
  let count = 0
  let drawnAt = begun + redrawMs
  let drawn = false
  // Beside output on the same terminal it would only tear that.
  if (!io.err.isTTY || io.out.isTTY) return { step: () => undefined, done: () => undefined }
  return {
    step() {
      count += 1
      // The clock is not asked for each of a hundred thousand mails.
      if (count % 64 !== 0) return
      const at = now()
      if (at - drawnAt < redrawMs) return
      drawnAt = at
      drawn = true
      io.err.write(`\r${line(what, count, total, at - begun)}\u001b[K`)
    },
    done() {
      if (drawn) io.err.write('\r\u001b[K')
    },
  }
}

function line(what: string, count: number, total: number | undefined, ms: number): string {
  const rate = `${Math.round(count / (ms / 1000))}/s`
  if (total === undefined || total === 0) return `${what} ${count} (${rate})`
  const part = Math.min(1, count / total)
  const filled = Math.round(part * width)
  return `${what} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${count}/${total} (${rate})`
}
