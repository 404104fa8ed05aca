import type { Channel } from '#src/ports.ts'
import { inChunks } from './in-chunks.ts'
import { insertPosts } from './insert-posts.ts'
import { inTransaction } from './in-transaction.ts'
import type { MissedPost, Mute } from './personal.ts'
import type { NewOutboxRow } from './storage.ts'
import type { Db } from './tables.ts'

/** In the column: '' stands for the whole channel, since a primary key has no nulls. */
const wholeChannel = ''

export async function mute(db: Db, { platform, channel, seriesKey, since, until, by }: Mute): Promise<void> {
  const changed = { until: until ?? null, by_name: by }
  await db
    .insertInto('mutes')
    .values({ platform, channel, series_key: seriesKey ?? wholeChannel, since, ...changed })
    .onConflict((conflict) => conflict.columns(['platform', 'channel', 'series_key']).doUpdateSet(changed))
    .execute()
}

export async function unmute(db: Db, { platform, channel }: Channel, seriesKey: string | undefined): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('mutes')
    .where('platform', '=', platform)
    .where('channel', '=', channel)
    .where('series_key', '=', seriesKey ?? wholeChannel)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function mutes(db: Db, of: Channel | undefined): Promise<readonly Mute[]> {
  let query = db.selectFrom('mutes').selectAll()
  if (of !== undefined) query = query.where('platform', '=', of.platform).where('channel', '=', of.channel)
  const rows = await query.orderBy('since').orderBy('platform').orderBy('channel').orderBy('series_key').execute()
  return rows.map((row) => ({
    platform: row.platform,
    channel: row.channel,
    seriesKey: row.series_key === wholeChannel ? undefined : row.series_key,
    since: row.since,
    until: row.until ?? undefined,
    by: row.by_name,
  }))
}

export async function missedIn(db: Db, { platform, channel }: Channel): Promise<readonly MissedPost[]> {
  const rows = await db
    .selectFrom('missed_posts')
    .select(['delivery_id', 'series_key', 'part'])
    .where('platform', '=', platform)
    .where('channel', '=', channel)
    .where('told', '=', 0)
    .orderBy('series_key')
    .orderBy('delivery_id')
    .execute()
  return rows.map((row) => ({
    platform,
    channel,
    deliveryId: row.delivery_id,
    seriesKey: row.series_key,
    part: row.part,
  }))
}

export async function missedOfSeries(db: Db, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const chunk of inChunks([...new Set(keys)])) {
    const rows = await db.selectFrom('missed_posts').select('delivery_id').where('series_key', 'in', chunk).execute()
    for (const row of rows) found.add(row.delivery_id)
  }
  return found
}

/** What an announcement held back. */
export async function saveMissed(db: Db, missed: readonly MissedPost[]): Promise<void> {
  for (const { deliveryId, platform, channel, seriesKey, part } of missed) {
    await db
      .insertInto('missed_posts')
      .values({ delivery_id: deliveryId, platform, channel, series_key: seriesKey, part, told: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** See `Personal.endMute`. */
export async function endMute(db: Db, ended: Mute, rows: readonly NewOutboxRow[], at: number): Promise<void> {
  await inTransaction(db, async (trx) => {
    await unmute(trx, ended, ended.seriesKey)
    await trx
      .updateTable('missed_posts')
      .set({ told: 1 })
      .where('platform', '=', ended.platform)
      .where('channel', '=', ended.channel)
      .execute()
    await insertPosts(trx, rows, at)
  })
}
