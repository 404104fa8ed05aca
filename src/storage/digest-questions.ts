import { sql } from 'kysely'
import type { RawMail } from './digests.ts'
import { inChunks } from './in-chunks.ts'
import { openUnpacker } from './pack-mail.ts'
import { rawId } from './raw-id.ts'
import { savedSeries, seriesColumns } from './series-row.ts'
import type { SavedSeries } from './storage.ts'
import { words } from './stored-text.ts'
import type { Db } from './tables.ts'

export async function seriesBegun(db: Db, list: string, from: number, until: number): Promise<readonly SavedSeries[]> {
  const rows = await seriesWithin(db, 'first_at', list, from, until).execute()
  return rows.map(savedSeries)
}

export async function seriesUnanswered(
  db: Db,
  list: string,
  from: number,
  until: number,
): Promise<readonly SavedSeries[]> {
  const rows = await seriesWithin(db, 'first_at', list, from, until).where('answered_at', 'is', null).execute()
  return rows.map(savedSeries)
}

export async function seriesApplied(
  db: Db,
  list: string,
  from: number,
  until: number,
): Promise<readonly SavedSeries[]> {
  const rows = await seriesWithin(db, 'applied_at', list, from, until).where('applied_at', 'is not', null).execute()
  return rows.map(savedSeries)
}

function seriesWithin(db: Db, when: 'first_at' | 'applied_at', list: string, from: number, until: number) {
  return db
    .selectFrom('series')
    .select(seriesColumns)
    .where(when, '>=', from)
    .where(when, '<', until)
    .where('list', '=', list)
    .orderBy(when)
    .orderBy('key')
}

/** See `Digests.seriesAnswered`. Robots' mail has a kind of its own, so that a reply is a person's. */
export async function seriesAnswered(
  db: Db,
  list: string,
  period: { readonly from: number; readonly until: number },
  fewest: number,
): Promise<readonly { readonly series: SavedSeries; readonly replies: number }[]> {
  const { rows } = await sql<{ series_key: string; replies: number | string }>`
    select series_mails.series_key, count(*) as replies from mails
    join series_mails on series_mails.message_id = mails.message_id
    where mails.kind = 'reply' and mails.received_at >= ${period.from} and mails.received_at < ${period.until}
      and mails.lists like ${`%${words([list])}%`}
    group by series_mails.series_key having count(*) >= ${fewest}`.execute(db)
  const series = await seriesByKeys(
    db,
    rows.map(({ series_key }) => series_key),
  )
  return rows.flatMap(({ series_key, replies }) => {
    const found = series.get(series_key)
    return found === undefined ? [] : [{ series: found, replies: Number(replies) }]
  })
}

async function seriesByKeys(db: Db, keys: readonly string[]): Promise<ReadonlyMap<string, SavedSeries>> {
  const found = new Map<string, SavedSeries>()
  for (const chunk of inChunks(keys)) {
    const rows = await db.selectFrom('series').select(seriesColumns).where('key', 'in', chunk).execute()
    for (const row of rows) found.set(row.key, savedSeries(row))
  }
  return found
}

export async function oldestMail(db: Db): Promise<number | undefined> {
  const row = await db.selectFrom('mails').select('received_at').orderBy('received_at').limit(1).executeTakeFirst()
  return row?.received_at
}

const pageSize = 200

/** See `Digests.rawMails`: by page, so that an archive of any size passes through little memory. */
export async function* rawMails(db: Db, list: string, from: number, until: number): AsyncIterable<RawMail> {
  const unpack = openUnpacker()
  let after = { at: from, id: -1 }
  for (;;) {
    const rows = await db
      .selectFrom('mails')
      .select([
        'mails.id',
        'mails.message_id',
        'mails.received_at',
        'mails.has_raw',
        'raw_from as from',
        'raw_to as to',
      ])
      .select(rawId.as('block'))
      .where((where) =>
        where.or([
          where('mails.received_at', '>', after.at),
          where.and([where('mails.received_at', '=', after.at), where('mails.id', '>', after.id)]),
        ]),
      )
      .where('mails.received_at', '>=', after.at)
      .where('mails.received_at', '<', until)
      .where('mails.lists', 'like', `%${words([list])}%`)
      .orderBy('mails.received_at')
      .orderBy('mails.id')
      .limit(pageSize)
      .execute()
    const blocks = await blocksOf(db, rows)
    for (const { message_id, received_at, has_raw, ...raw } of rows) {
      const zstd = has_raw === 0 ? undefined : blocks.get(raw.block)
      const bytes = zstd === undefined ? undefined : unpack({ ...raw, zstd })
      yield { messageId: message_id, receivedAt: received_at, bytes }
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageSize) return
    after = { at: last.received_at, id: last.id }
  }
}

/** A page of mails lies in a few blocks, each read once. */
async function blocksOf(
  db: Db,
  mails: readonly { readonly block: number }[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const ids = [...new Set(mails.map(({ block }) => block))]
  const found = new Map<number, Uint8Array>()
  for (const chunk of inChunks(ids)) {
    const rows = await db.selectFrom('raw_mails').selectAll().where('mail_id', 'in', chunk).execute()
    for (const { mail_id, zstd } of rows) found.set(mail_id, zstd)
  }
  return found
}
