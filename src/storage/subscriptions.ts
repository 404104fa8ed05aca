import type { ChannelId } from '#src/ports.ts'
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { createHash } from 'node:crypto'
import { inTransaction } from './in-transaction.ts'
import type { ConfiguredChannel, Subscription } from './storage.ts'
import type { Db, Tables } from './tables.ts'

/** Who made those that stand in the config file; they are changed there. */
const fromConfig = 'config'

function subscription(row: Selectable<Tables['subscriptions']>): Subscription {
  return {
    id: row.id,
    platform: row.platform,
    channel: row.channel,
    list: row.list,
    filter: row.filter,
    createdBy: row.created_by,
    ...(row.created_by_id === null ? {} : { createdById: row.created_by_id }),
    createdAt: row.created_at,
    pausedBecause: row.paused_because ?? undefined,
  }
}

/** Gives it the next number that was never used. The same list and filter in the same channel stays one. */
export async function addSubscription(
  db: Db,
  wanted: Omit<Subscription, 'id' | 'pausedBecause'>,
): Promise<Subscription> {
  return inTransaction(db, async (trx) => {
    const same = await trx
      .selectFrom('subscriptions')
      .selectAll()
      .where('platform', '=', wanted.platform)
      .where('channel', '=', wanted.channel)
      .where('list', '=', wanted.list)
      .where('filter', '=', wanted.filter)
      .executeTakeFirst()
    if (same !== undefined) return subscription(same)
    // A number that comes again would let what was written about the old one end or change the new one.
    const { value } = await trx
      .insertInto('counters')
      .values({ name: 'subscription', value: 1 })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql`counters.value + 1` }))
      .returning('value')
      .executeTakeFirstOrThrow()
    const row = {
      id: String(value),
      platform: wanted.platform,
      channel: wanted.channel,
      list: wanted.list,
      filter: wanted.filter,
      created_by: wanted.createdBy,
      created_by_id: wanted.createdById ?? null,
      created_at: wanted.createdAt,
      paused_because: null,
    }
    await trx.insertInto('subscriptions').values(row).execute()
    return subscription(row)
  })
}

/** See `Storage.changeSubscription`. */
export async function changeSubscription(
  db: Db,
  { platform, channel, id }: Pick<Subscription, 'platform' | 'channel' | 'id'>,
  { list, filter, createdAt }: Pick<Subscription, 'list' | 'filter' | 'createdAt'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('subscriptions')
    .set({ list, filter, created_at: createdAt })
    .where('platform', '=', platform)
    .where('channel', '=', channel)
    .where('id', '=', id)
    .where('created_by', '<>', fromConfig)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function removeSubscription(db: Db, platform: string, channel: ChannelId, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('subscriptions')
    .where('platform', '=', platform)
    .where('channel', '=', channel)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function subscriptions(
  db: Db,
  of: { readonly platform: string; readonly channel?: ChannelId } | undefined,
): Promise<readonly Subscription[]> {
  let query = db.selectFrom('subscriptions').selectAll()
  if (of !== undefined) query = query.where('platform', '=', of.platform)
  if (of?.channel !== undefined) query = query.where('channel', '=', of.channel)
  // Numbers are kept as text: the shorter one is the lower one.
  const rows = await query
    .orderBy('created_at')
    .orderBy((expression) => expression.fn<number>('length', ['id']))
    .orderBy('id')
    .execute()
  return rows.map(subscription)
}

/** See `Personal.pauseChannel`: those of the channel that were not paused, or not resumed, before. */
export async function pauseChannel(
  db: Db,
  platform: string,
  channel: ChannelId,
  because: string | undefined,
): Promise<readonly Subscription[]> {
  return inTransaction(db, async (trx) => {
    const before = await subscriptions(trx, { platform, channel })
    const changed = before.filter(({ pausedBecause }) => (pausedBecause === undefined) !== (because === undefined))
    if (before.every(({ pausedBecause }) => pausedBecause === because)) return []
    await trx
      .updateTable('subscriptions')
      .set({ paused_because: because ?? null })
      .where('platform', '=', platform)
      .where('channel', '=', channel)
      .execute()
    return changed
  })
}

/** See `Storage.syncConfigured`. Their ids are made from what they say, so that they stay over restarts. */
export async function syncConfigured(db: Db, wanted: readonly ConfiguredChannel[], now: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const there = await trx.selectFrom('subscriptions').select('id').where('created_by', '=', fromConfig).execute()
    const rows = wanted.map((one) => ({
      ...one,
      id: idOf(one),
      created_by: fromConfig,
      created_by_id: null,
      created_at: now,
      paused_because: null,
    }))
    const ids = new Set(rows.map(({ id }) => id))
    for (const { id } of there) if (!ids.has(id)) await trx.deleteFrom('subscriptions').where('id', '=', id).execute()
    for (const row of rows) {
      await trx
        .insertInto('subscriptions')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
    }
  })
}

function idOf({ platform, channel, list, filter }: ConfiguredChannel): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([platform, channel, list, filter]))
    .digest('hex')
  return `c${digest.slice(0, 6)}`
}
