import { takesSeries } from '#src/events/takes-series.ts'
import type { Channel } from '#src/ports.ts'
import type { Subscription } from '#src/storage/storage.ts'
import type { Summary } from '#src/summary/summary.ts'

/** Tells two channels apart, also on different platforms. */
export function channelName({ platform, channel }: Channel): string {
  return `${platform} ${channel}`
}

/**
 * Channels whose subscriptions take this series, each once. `lists`: configured lists that brought its parts.
 * `announcedAt`: a subscription that is younger gets nothing; undefined where the series is announced now.
 */
export function channelsFor(
  summary: Summary,
  lists: readonly string[],
  subscriptions: readonly Subscription[],
  announcedAt: number | undefined,
): readonly Channel[] {
  const found = new Map<string, Channel>()
  for (const subscription of subscriptions) {
    const { platform, channel, list, createdAt, pausedBecause } = subscription
    if (pausedBecause !== undefined || !lists.includes(list)) continue
    if (announcedAt !== undefined && createdAt > announcedAt) continue
    if (takesSeries(subscription.filter, summary, list)) found.set(channelName(subscription), { platform, channel })
  }
  return [...found.values()]
}
