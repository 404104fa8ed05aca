import type { NewOutboxRow } from './storage.ts'
import type { Db } from './tables.ts'

/** Posts to be sent; one that is there already stays as it is. */
export async function insertPosts(db: Db, rows: readonly NewOutboxRow[], at: number): Promise<void> {
  for (const row of rows) {
    await db
      .insertInto('outbox')
      .values({
        delivery_id: row.deliveryId,
        platform: row.platform,
        channel: row.channel,
        root_id: row.rootId ?? null,
        event_id: row.eventId,
        series_key: row.seriesKey ?? null,
        notice: JSON.stringify(row.notice),
        notice_hash: row.noticeHash,
        changed_at: at,
        state: 'pending',
        tries: 0,
        attempt_at: null,
        next_try_at: 0,
        reason: null,
        sent: null,
        sent_hash: null,
        sent_id: null,
      })
      .onConflict((conflict) => conflict.column('delivery_id').doNothing())
      .execute()
  }
}
