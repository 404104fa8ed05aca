/** Pauses between connections that fail one after the other: full jitter, from half a second to a minute. */
export interface ReconnectPause {
  next(error: unknown): number
  reset(): void
}

const first = 500
const longest = 60_000
/** Servers that count connections want to be left alone for longer. */
const longestOfBusy = 300_000
const busy = new Set(['UNAVAILABLE', 'LIMIT', 'INUSE'])

export function reconnectPause(random: () => number): ReconnectPause {
  let failures = 0
  return {
    next(error) {
      const code = error instanceof Error && 'serverResponseCode' in error ? String(error.serverResponseCode) : ''
      const most = busy.has(code) ? longestOfBusy : longest
      return Math.ceil(random() * Math.min(most, first * 2 ** Math.min(failures++, 20)))
    },
    reset() {
      failures = 0
    },
  }
}
