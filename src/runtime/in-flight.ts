/** Work that has begun and must be let finish: a platform stops when nothing of it is left. */
export interface InFlight {
  /** Keeps account of `work` until it settles, and hands it through. */
  track<T>(work: Promise<T>): Promise<T>
  /** Resolves when nothing is under way, also counting what starts meanwhile. */
  settled(): Promise<void>
}

export function inFlight(): InFlight {
  const running = new Set<Promise<unknown>>()
  return {
    track(work) {
      const entry = work.catch(() => undefined).finally(() => running.delete(entry))
      running.add(entry)
      return work
    },
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
