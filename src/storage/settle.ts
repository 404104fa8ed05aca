import type { ChannelId, SentRef } from '#src/ports.ts'
import { allChannels, editIsDue, parkedChannels } from './claim-due.ts'
import { inTransaction } from './in-transaction.ts'
import { insertPosts } from './insert-posts.ts'
import { outboxRow } from './outbox-row.ts'
import type { NewOutboxRow, OutboxRow } from './storage.ts'
import type { Db } from './tables.ts'

/* How an attempt ended. Each is one statement or one transaction. */

export async function markInterruptedUncertain(db: Db): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('outbox')
    .set({ state: 'uncertain', next_try_at: 0, reason: 'the bot stopped while it was being sent' })
    .where('state', '=', 'sending')
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

export async function markSent(db: Db, deliveryId: string, sent: SentRef, noticeHash: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({
      state: 'sent',
      sent: JSON.stringify(sent),
      sent_id: sent.id,
      sent_hash: noticeHash,
      reason: null,
      next_try_at: 0,
    })
    .where('delivery_id', '=', deliveryId)
    .execute()
}

export async function retryAt(db: Db, deliveryId: string, at: number, reason: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'retry', next_try_at: at, reason })
    .where('delivery_id', '=', deliveryId)
    .execute()
}

export async function markUncertain(
  db: Db,
  deliveryId: string,
  nextTryAt: number,
  reason: string,
  asked: number,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'uncertain', next_try_at: nextTryAt, reason, asked })
    .where('delivery_id', '=', deliveryId)
    .execute()
}

/** A root that is given up takes the replies that waited for it along. */
export async function giveUp(db: Db, deliveryId: string, reason: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.updateTable('outbox').set({ state: 'dead', reason }).where('delivery_id', '=', deliveryId).execute()
    await trx
      .updateTable('outbox')
      .set({ state: 'dead', reason: `its root: ${reason}` })
      .where('root_id', '=', deliveryId)
      .where('state', 'in', ['pending', 'retry', 'uncertain'])
      .execute()
  })
}

/** See `Storage.postAgain`. It is due at once, and what replies to it waits for it. */
export async function postAgain(
  db: Db,
  deliveryId: string,
  reason: string,
  now: number,
  reply: NewOutboxRow | undefined,
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('outbox')
      .set({
        state: 'retry',
        posted_again: 1,
        tries: 0,
        attempt_at: null,
        next_try_at: 0,
        reason,
        sent: null,
        sent_id: null,
        sent_hash: null,
      })
      .where('delivery_id', '=', deliveryId)
      .where('root_id', 'is', null)
      .where('state', '=', 'sent')
      .where('posted_again', '=', 0)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    if (reply !== undefined) await insertPosts(trx, [reply], now)
    return true
  })
}

export async function parkLane(
  db: Db,
  platform: string,
  channel: ChannelId | undefined,
  until: number,
  reason: string,
): Promise<void> {
  const parked = { parked_until: until, reason }
  await db
    .insertInto('lanes')
    .values({ platform, channel: channel ?? allChannels, ...parked })
    // What was in flight meanwhile may know of a shorter one.
    .onConflict((conflict) =>
      conflict.columns(['platform', 'channel']).doUpdateSet(parked).where('lanes.parked_until', '<', until),
    )
    .execute()
}

/** See `Storage.editsDue`. */
export async function editsDue(
  db: Db,
  platform: string,
  now: number,
  quietMs: number,
  busy: ReadonlySet<ChannelId>,
): Promise<readonly OutboxRow[]> {
  const parked = await parkedChannels(db, platform, now)
  if (parked.has(allChannels)) return []
  // One that waits long must not hide what is due in the others.
  const resting = [...parked, ...busy]
  let due = db
    .selectFrom('outbox')
    .selectAll()
    .where('platform', '=', platform)
    .where(editIsDue)
    .where('changed_at', '<=', now - quietMs)
    .where('next_try_at', '<=', now)
  if (resting.length > 0) due = due.where('channel', 'not in', resting)
  const rows = await due.orderBy('changed_at').orderBy('seq').limit(200).execute()
  const taken = new Set<ChannelId>()
  return rows.map(outboxRow).filter(({ channel }) => {
    if (taken.has(channel)) return false
    taken.add(channel)
    return true
  })
}

export async function markEdited(db: Db, deliveryId: string, noticeHash: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ sent_hash: noticeHash, reason: null, next_try_at: 0, tries: 1 })
    .where('delivery_id', '=', deliveryId)
    .execute()
}

export async function retryEditAt(
  db: Db,
  deliveryId: string,
  at: number,
  reason: string,
  tries: number,
): Promise<void> {
  await db.updateTable('outbox').set({ next_try_at: at, reason, tries }).where('delivery_id', '=', deliveryId).execute()
}
