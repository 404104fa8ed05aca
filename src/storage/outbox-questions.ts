import type { Event } from '#src/events/event.ts'
import type { Channel, SentRef } from '#src/ports.ts'
import { inChunks } from './in-chunks.ts'
import { eventFromJson, sentFromJson } from './json.ts'
import { outboxRow, post, postColumns } from './outbox-row.ts'
import { savedSeries, seriesColumns } from './series-row.ts'
import type { OutboxRow, Post, SavedSeries } from './storage.ts'
import type { Db } from './tables.ts'

export async function row(db: Db, deliveryId: string): Promise<OutboxRow | undefined> {
  const found = await db.selectFrom('outbox').selectAll().where('delivery_id', '=', deliveryId).executeTakeFirst()
  return found === undefined ? undefined : outboxRow(found)
}

export async function rowsOfSeries(db: Db, seriesKey: string): Promise<readonly OutboxRow[]> {
  const rows = await db.selectFrom('outbox').selectAll().where('series_key', '=', seriesKey).orderBy('seq').execute()
  return rows.map(outboxRow)
}

export async function postsOfSeries(db: Db, seriesKeys: readonly string[]): Promise<readonly Post[]> {
  const posts: Post[] = []
  for (const chunk of inChunks([...new Set(seriesKeys)])) {
    const rows = await db
      .selectFrom('outbox')
      .select(postColumns)
      .where('series_key', 'in', chunk)
      .orderBy('seq')
      .execute()
    posts.push(...rows.map(post))
  }
  return posts
}

export async function eventsOfSeries(db: Db, seriesKeys: readonly string[]): Promise<readonly Event[]> {
  const events: Event[] = []
  for (const chunk of inChunks([...new Set(seriesKeys)])) {
    const rows = await db.selectFrom('events').select('data').where('series_key', 'in', chunk).execute()
    events.push(...rows.map(({ data }) => eventFromJson(data)))
  }
  return events.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}

/** See `Personal.seriesOfPost`. Where a thread is a channel of its own, its posts are known by their ids alone. */
export async function seriesOfPost(
  db: Db,
  { platform, channel }: Channel,
  sentId: string,
): Promise<SavedSeries | undefined> {
  const found = await db
    .selectFrom('outbox')
    .innerJoin('series', 'series.key', 'outbox.series_key')
    .select([...seriesColumns.map((column) => `series.${column}` as const), 'outbox.channel'])
    .where('outbox.platform', '=', platform)
    .where('outbox.sent_id', '=', sentId)
    .orderBy('outbox.seq', 'desc')
    .limit(50)
    .execute()
  const one = found.find((candidate) => candidate.channel === channel) ?? found[0]
  return one === undefined ? undefined : savedSeries(one)
}

/** See `Personal.lastSent`. */
export async function lastSent(db: Db, { platform, channel }: Channel): Promise<SentRef | undefined> {
  const found = await db
    .selectFrom('outbox')
    .select('sent')
    .where('platform', '=', platform)
    .where('channel', '=', channel)
    .where('sent', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  const sent = found?.sent ?? undefined
  return sent === undefined ? undefined : sentFromJson(sent)
}

/** Nobody asks for a post by its number that is further back. */
const mostRoots = 5000

/** See `Personal.sentRoots`. */
export async function sentRoots(db: Db, platform: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('outbox')
    .select('sent_id')
    .where('platform', '=', platform)
    .where('sent_id', 'is not', null)
    .where('root_id', 'is', null)
    .orderBy('seq', 'desc')
    .limit(mostRoots)
    .execute()
  return rows.flatMap(({ sent_id: sentId }) => sentId ?? [])
}
