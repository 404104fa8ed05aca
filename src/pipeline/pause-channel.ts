import type { Notice } from '#src/notice/notice.ts'
import type { PausedChannel } from '#src/notice/paused-notice.ts'
import { pausedNotice, resumedNotice } from '#src/notice/paused-notice.ts'
import { loneRow } from '#src/pipeline/lone-row.ts'
import type { LaneParts } from '#src/pipeline/lane-parts.ts'
import { directChannel } from '#src/ports.ts'
import type { ChannelId, PermanentError } from '#src/ports.ts'
import type { NewOutboxRow, Storage, Subscription } from '#src/storage/storage.ts'

/** Who made a subscription hears of each trouble once a day at most, however often it comes and goes. */
const dayMs = 86_400_000

/** The channel gets no new posts; whoever subscribed it is told why, directly and once. */
export async function pauseChannel(channel: ChannelId, error: PermanentError, parts: LaneParts): Promise<void> {
  const { reason } = error
  await tellMakers(channel, reason, 'paused', parts, (at) => pausedNotice(at, reason, error.message))
}

/** The channel takes posts again: nothing happens where it was not paused. */
export async function resumeChannel(channel: ChannelId, parts: LaneParts): Promise<void> {
  await tellMakers(channel, undefined, 'resumed', parts, resumedNotice)
}

async function tellMakers(
  channel: ChannelId,
  because: string | undefined,
  news: 'paused' | 'resumed',
  { storage, platform, clock, log }: LaneParts,
  write: (at: PausedChannel) => Notice,
): Promise<void> {
  const now = clock.now()
  await storage.together(async (together) => {
    const changed = await together.pauseChannel(platform.name, channel, because)
    if (changed.length === 0) return
    log.info({ channel, subscriptions: changed.length, because }, `a channel is ${news}`)
    const link = await lastPost(platform.name, channel, together)
    const eventId = `${news}:${channel}:${because ?? ''}:${Math.floor(now / dayMs)}`
    const rows: NewOutboxRow[] = []
    for (const [maker, subscriptions] of byMaker(changed)) {
      const to = directChannel(maker)
      // What was refused is this very conversation.
      if (to === channel) continue
      const filters = subscriptions.map(({ filter }) => (filter === '' ? 'everything' : filter))
      const notice = write({ channel, link, filters })
      rows.push(loneRow({ platform: platform.name, channel: to }, eventId, 'direct', notice))
    }
    await together.addPosts(rows, now)
  })
}

function byMaker(subscriptions: readonly Subscription[]): ReadonlyMap<string, readonly Subscription[]> {
  const made = subscriptions.flatMap((one) => (one.createdById === undefined ? [] : [{ ...one, by: one.createdById }]))
  return Map.groupBy(made, ({ by }) => by)
}

async function lastPost(platform: string, channel: ChannelId, storage: Storage): Promise<PausedChannel['link']> {
  const url = (await storage.lastSent({ platform, channel }))?.url
  return url === undefined ? undefined : { url }
}
