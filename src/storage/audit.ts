import type { Channel } from '#src/ports.ts'
import type { Change } from './rules.ts'
import type { Db } from './tables.ts'

export async function addChange(db: Db, change: Change): Promise<void> {
  const { at, platform, channel, userId, userName, command, before, after } = change
  await db
    .insertInto('changes')
    .values({
      at,
      platform,
      channel,
      user_id: userId,
      user_name: userName,
      command,
      before_it: before ?? null,
      after_it: after ?? null,
    })
    .execute()
}

export async function changesOf(db: Db, { platform, channel }: Channel, most: number): Promise<readonly Change[]> {
  const rows = await db
    .selectFrom('changes')
    .selectAll()
    .where('platform', '=', platform)
    .where('channel', '=', channel)
    .orderBy('id', 'desc')
    .limit(most)
    .execute()
  return rows.map((row) => ({
    at: row.at,
    platform,
    channel,
    userId: row.user_id,
    userName: row.user_name,
    command: row.command,
    before: row.before_it ?? undefined,
    after: row.after_it ?? undefined,
  }))
}
