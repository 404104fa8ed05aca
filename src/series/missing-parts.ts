import type { Revision } from '#src/series/revision.ts'

/**
 * How long parts that are missing may still come. Mail that a server puts off (greylisting, a full queue) is tried again
 * for hours (RFC 5321, 4.5.4.1); what takes longer than a working day's half is lost, or was never sent to this list.
 */
const mostDelayMs = 6 * 3_600_000

/**
 * Where most are missing, the sender likely copied this list on its own patches only, as is usual for series that cross
 * subsystems. But the first parts of a big one look the same for as long as a relay is slow.
 */
const slowRelayMs = 3_600_000

/** Until when the missing parts are waited for, by the newest one's arrival; undefined where none are missing. */
export function awaitedUntil({ patches, total, lastAt, extra }: Revision): number | undefined {
  const here = patches.filter((patch) => patch !== undefined).length
  if (here >= total) return undefined
  if (here * 3 >= total * 2) return lastAt + mostDelayMs
  // One patch sent again, maybe days later, brings no others.
  return extra.length > 0 ? undefined : lastAt + slowRelayMs
}

export function mayStillArrive(revision: Revision, now: number): boolean {
  const until = awaitedUntil(revision)
  return until !== undefined && now < until
}
