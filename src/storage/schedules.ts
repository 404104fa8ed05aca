import type { WeeklyTime } from '#src/lib/weekly-time.ts'
import type { Channel, ChannelId } from '#src/ports.ts'
import type { Selectable } from 'kysely'
import type { Schedule } from './digests.ts'
import { inTransaction } from './in-transaction.ts'
import { insertPosts } from './insert-posts.ts'
import type { NewOutboxRow } from './storage.ts'
import type { Db, ScheduleTable } from './tables.ts'

/** See `Digests.schedules`. */
export async function schedules(db: Db, of: Channel | undefined): Promise<readonly Schedule[]> {
  let query = db.selectFrom('schedules').selectAll()
  if (of !== undefined) query = query.where('platform', '=', of.platform).where('channel', '=', of.channel)
  const rows = await query.orderBy('platform').orderBy('channel').orderBy('list').execute()
  return rows.map(schedule)
}

function schedule(row: Selectable<ScheduleTable>): Schedule {
  return {
    platform: row.platform,
    channel: row.channel,
    list: row.list,
    weekly: { time: row.time, zone: row.zone, days: row.days.split(',').map(Number) },
    filter: row.filter ?? undefined,
    createdBy: row.created_by,
    createdAt: row.created_at,
    coveredUntil: row.covered_until,
  }
}

export async function putSchedule(db: Db, wanted: Schedule): Promise<void> {
  const { platform, channel, list, weekly } = wanted
  const changed = {
    ...columnsOf(weekly),
    filter: wanted.filter ?? null,
    created_by: wanted.createdBy,
    created_at: wanted.createdAt,
    covered_until: wanted.coveredUntil,
  }
  await db
    .insertInto('schedules')
    .values({ platform, channel, list, ...changed })
    .onConflict((conflict) => conflict.columns(['platform', 'channel', 'list']).doUpdateSet(changed))
    .execute()
}

function columnsOf({ time, zone, days }: WeeklyTime) {
  return { time, zone, days: days.join(',') }
}

export async function removeSchedules(db: Db, platform: string, channel: ChannelId): Promise<readonly Schedule[]> {
  return inTransaction(db, async (trx) => {
    const there = await schedules(trx, { platform, channel })
    await trx.deleteFrom('schedules').where('platform', '=', platform).where('channel', '=', channel).execute()
    return there
  })
}

/** See `Digests.settlePeriod`: whoever moves the end of the period first makes its post. */
export async function settlePeriod(
  db: Db,
  settled: Schedule,
  until: number,
  row: NewOutboxRow | undefined,
  at: number,
): Promise<boolean> {
  const { platform, channel, list, createdAt, coveredUntil } = settled
  return inTransaction(db, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('schedules')
      .set({ covered_until: until })
      .where('platform', '=', platform)
      .where('channel', '=', channel)
      .where('list', '=', list)
      .where('created_at', '=', createdAt)
      .where('covered_until', '=', coveredUntil)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await insertPosts(trx, row === undefined ? [] : [row], at)
    return true
  })
}
