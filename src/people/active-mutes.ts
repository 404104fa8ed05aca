import type { Mute } from '#src/storage/personal.ts'

/** What is quiet in one channel. */
export interface ActiveMutes {
  /** The channel itself. */
  readonly whole: Mute | undefined
  /** Keys of series whose threads are. */
  readonly series: ReadonlySet<string>
}

/** Of the mutes of one channel those that hold at `now`; one that is over is not told yet, and no longer holds. */
export function activeMutes(mutes: readonly Mute[], now: number): ActiveMutes {
  const active = mutes.filter(({ until }) => until === undefined || until > now)
  return {
    whole: active.find(({ seriesKey }) => seriesKey === undefined),
    series: new Set(active.flatMap(({ seriesKey }) => seriesKey ?? [])),
  }
}
