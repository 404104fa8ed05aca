import type { CommandContext } from '#src/commands/context.ts'
import type { Wanted } from '#src/commands/filter-options.ts'
import { factsOf } from '#src/events/facts-of.ts'
import { matchesFilter } from '#src/events/filter.ts'
import type { SavedSeries } from '#src/storage/storage.ts'

const dayMs = 86_400_000

/**
 * The end of "the last N days": now, or the newest mail where that is long ago, so that an archive or a sample has
 * recent days too. Milliseconds.
 */
export async function latestMoment(context: Pick<CommandContext, 'storage' | 'now'>): Promise<number> {
  const newestMailAt = await context.storage.newestMailAt()
  const now = context.now()
  if (newestMailAt === undefined) return now
  const newest = newestMailAt + 1
  return now - newest > dayMs || newest > now ? newest : now
}

/** Series of the last `days` days that a filter takes, newest first. */
export async function recentSeries(
  wanted: Wanted,
  days: number,
  context: CommandContext,
): Promise<readonly SavedSeries[]> {
  const until = await latestMoment(context)
  const found: SavedSeries[] = []
  for await (const series of context.storage.seriesSince(wanted.list, until - days * dayMs)) {
    if (matchesFilter(wanted.filter, factsOf(series.summary, wanted.list))) found.push(series)
  }
  return found.reverse()
}
