import type { Channel } from '#src/ports.ts'
import type { SqlBool } from 'kysely'
import { sql } from 'kysely'
import { inTransaction } from './in-transaction.ts'
import type { DeadPost } from './rules.ts'
import type { Db } from './tables.ts'

/** The text must be that of the index `outbox_dead`. */
const isDead = sql<SqlBool>`state = 'dead'`

function deadIn(db: Db, { platform, channel }: Channel) {
  return db.selectFrom('outbox').where('platform', '=', platform).where('channel', '=', channel).where(isDead)
}

/** See `Rules.deadPosts`. */
export async function deadPosts(db: Db, channel: Channel, most: number): Promise<readonly DeadPost[]> {
  const rows = await deadIn(db, channel).select(['delivery_id', 'reason']).orderBy('seq', 'desc').limit(most).execute()
  return rows.map(({ delivery_id: deliveryId, reason }) => ({ deliveryId, reason: reason ?? '' }))
}

/** See `Rules.reviveDead`. */
export async function reviveDead(
  db: Db,
  channel: Channel,
  deliveryId: string | undefined,
  now: number,
): Promise<number> {
  return inTransaction(db, async (trx) => {
    const dead = await deadIn(trx, channel).select(['delivery_id', 'root_id']).execute()
    const threadOf = new Map(dead.map((row) => [row.delivery_id, row.root_id ?? row.delivery_id]))
    const thread = deliveryId === undefined ? undefined : threadOf.get(deliveryId)
    // A reply whose root is sent goes alone; where the root is dead too, the whole thread needs it.
    const alone = thread !== undefined && !threadOf.has(thread)
    let count = 0
    for (const [id, root] of threadOf) {
      if (deliveryId !== undefined && (alone ? id !== deliveryId : root !== thread)) continue
      const revived = { state: 'retry', tries: 0, next_try_at: now, reason: null } as const
      await trx.updateTable('outbox').set(revived).where('delivery_id', '=', id).execute()
      count += 1
    }
    return count
  })
}
