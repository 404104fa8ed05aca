import type { Channel } from '#src/ports.ts'
import type { ChannelSetting } from './rules.ts'
import type { Db } from './tables.ts'

export async function channelSettings(db: Db, of: Channel | undefined): Promise<readonly ChannelSetting[]> {
  let query = db.selectFrom('channel_settings').selectAll()
  if (of !== undefined) query = query.where('platform', '=', of.platform).where('channel', '=', of.channel)
  return query.orderBy('platform').orderBy('channel').orderBy('name').execute()
}

export async function setSetting(
  db: Db,
  { platform, channel }: Channel,
  name: string,
  value: string | undefined,
): Promise<void> {
  if (value === undefined) {
    await db
      .deleteFrom('channel_settings')
      .where('platform', '=', platform)
      .where('channel', '=', channel)
      .where('name', '=', name)
      .execute()
    return
  }
  await db
    .insertInto('channel_settings')
    .values({ platform, channel, name, value })
    .onConflict((conflict) => conflict.columns(['platform', 'channel', 'name']).doUpdateSet({ value }))
    .execute()
}
