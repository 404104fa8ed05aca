import type { PipelineSettings } from '#src/pipeline/settings.ts'
import type { Revision } from '#src/series/revision.ts'
import { isComplete } from '#src/series/revision.ts'
import type { ListStart } from '#src/storage/storage.ts'

/** `never`: kept and known, but no post of its own; `late` the same, and to be told of together with others. */
export type Moment = 'now' | 'never' | 'late' | { readonly waitUntil: number }

/** Marks a series in `announcedAt` as settled without a post. */
export const withoutPost = 0

export interface MomentInput {
  readonly start: ListStart
  readonly settings: Pick<PipelineSettings, 'quietMs' | 'catchUpMs'>
  /** When we got the newest part of its cluster, and now, both by the source's clock. */
  readonly partSeenAt: number
  readonly now: number
  /** Undefined for sources that have their own time: an archive is never late. */
  readonly wallNow: number | undefined
}

/** A series is announced when it is complete or has been quiet, unless it is too old for it. */
export function whenToAnnounce(revision: Revision, input: MomentInput): Moment {
  const { start, settings, now, wallNow } = input
  if (revision.lastAt < start.announceFrom) return 'never'
  if (wallNow !== undefined && cameInAnOutage(revision, start, wallNow - settings.catchUpMs)) return 'late'
  if (isComplete(revision)) return 'now'
  const waitUntil = input.partSeenAt + settings.quietMs
  // Its part came before the clock was set back: when the quiet time ends cannot be told any more.
  if (wallNow !== undefined && waitUntil > wallNow + 2 * settings.quietMs) return 'now'
  return waitUntil <= now ? 'now' : { waitUntil }
}

/** Newer than our first start, yet so old that we must have been away: one flood saved. */
function cameInAnOutage(revision: Revision, start: ListStart, tooOld: number): boolean {
  return revision.lastAt >= start.startedAt && revision.lastAt < tooOld
}
