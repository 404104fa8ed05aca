import type { ChannelId } from '#src/ports.ts'
import type { ExpressionBuilder, RawBuilder, SqlBool } from 'kysely'
import { sql } from 'kysely'
import { outboxRow } from './outbox-row.ts'
import type { OutboxRow } from './storage.ts'
import type { Db, Tables } from './tables.ts'

/** What a lane still has to send. The text must be that of the index `outbox_open`. */
export const open = sql<SqlBool>`state in ('pending', 'sending', 'retry', 'uncertain')`

/** A post that should say something else. The text must be that of the index `outbox_edits`. */
export const editIsDue = sql<SqlBool>`state = 'sent' and sent_hash <> notice_hash`

/** The lane that stands for all of a platform's channels. */
export const allChannels = ''

/** See `Storage.claimDue`. */
export async function claimDue(
  db: Db,
  platform: string,
  now: number,
  busy: ReadonlySet<ChannelId>,
): Promise<readonly OutboxRow[]> {
  return db.transaction().execute(async (trx) => {
    const parked = await parkedChannels(trx, platform, now)
    if (parked.has(allChannels)) return []
    const lanes = await trx
      .selectFrom('outbox')
      .select('channel')
      .distinct()
      .where('platform', '=', platform)
      .where(open)
      .execute()
    const claimed: OutboxRow[] = []
    for (const { channel } of lanes) {
      if (busy.has(channel) || parked.has(channel)) continue
      const due = await trx
        .selectFrom('outbox')
        .selectAll()
        .where('platform', '=', platform)
        .where('channel', '=', channel)
        .where(open)
        .where('state', '<>', 'sending')
        .where('next_try_at', '<=', now)
        .where(rootIsThere)
        .orderBy('seq')
        .limit(1)
        .executeTakeFirst()
      if (due === undefined) continue
      claimed.push(outboxRow(due))
      if (due.state !== 'uncertain') await startAttempt(trx, due.delivery_id, now)
    }
    return claimed
  })
}

/** An attempt begins. `attempt_at` stays the first one's, since that is how far back a lost post may lie. */
export async function startAttempt(db: Db, deliveryId: string, now: number): Promise<void> {
  await db
    .updateTable('outbox')
    .set((set) => ({
      state: 'sending',
      tries: set('tries', '+', 1),
      asked: 0,
      attempt_at: set.fn.coalesce('attempt_at', sql<number>`${now}`),
      // What is being said; should the answer be lost, this tells whether the post says what it should.
      sent_hash: set.ref('notice_hash'),
    }))
    .where('delivery_id', '=', deliveryId)
    .execute()
}

export async function parkedChannels(db: Db, platform: string, now: number): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('lanes')
    .select('channel')
    .where('platform', '=', platform)
    .where('parked_until', '>', now)
    .execute()
  return new Set(rows.map(({ channel }) => channel))
}

/** A root can go at any time, a reply when its root has been sent. */
function rootIsThere(where: ExpressionBuilder<Tables, 'outbox'>) {
  return where.or([
    where('root_id', 'is', null),
    where.exists(
      where
        .selectFrom('outbox as root')
        .select('root.seq')
        .whereRef('root.delivery_id', '=', 'outbox.root_id')
        .where('root.state', '=', 'sent'),
    ),
  ])
}

/** See `Storage.nextDueAt`. A parked lane's rows are due when it opens; a reply whose root is open follows its root. */
export async function nextDueAt(db: Db, platform: string, edits: boolean): Promise<number | undefined> {
  const sends = await earliest(
    db,
    sql`platform = ${platform} and ${open} and state <> 'sending' and (root_id is null
      or exists (select 1 from outbox as root where root.delivery_id = outbox.root_id and root.state = 'sent'))`,
  )
  const changes = edits ? await earliest(db, sql`platform = ${platform} and ${editIsDue}`) : undefined
  const times = [sends, changes].filter((at) => at !== undefined)
  return times.length === 0 ? undefined : Math.min(...times)
}

async function earliest(db: Db, which: RawBuilder<unknown>): Promise<number | undefined> {
  const { rows } = await sql<{ at: number | null }>`
    select min(case when coalesce(until, 0) > next_try_at then until else next_try_at end) as at from (
      select next_try_at, (select max(parked_until) from lanes
        where lanes.platform = outbox.platform and lanes.channel in (outbox.channel, ${allChannels})) as until
      from outbox where ${which}
    ) as waiting`.execute(db)
  return rows[0]?.at ?? undefined
}
