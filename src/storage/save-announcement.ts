import { partIds } from '#src/series/revision.ts'
import { sql, type Transaction } from 'kysely'
import { lookAlsoAt } from './clusters.ts'
import { inChunks } from './in-chunks.ts'
import { inTransaction } from './in-transaction.ts'
import { insertPosts } from './insert-posts.ts'
import type { Inserting } from './insert-rows.ts'
import { insertRows, keepingKnown } from './insert-rows.ts'
import { addKnownValues } from './known-values.ts'
import { runKept } from './kept-query.ts'
import { addLate } from './late-series.ts'
import { lockWriters } from './lock-writers.ts'
import { saveMissed } from './mutes.ts'
import { seriesRow } from './series-row.ts'
import { seriesTokens } from './series-tokens.ts'
import type { Announcement, SavedSeries } from './storage.ts'
import { indexed } from './stored-text.ts'
import type { Db, Tables } from './tables.ts'

/** See `Storage.announce`: series, events and outbox rows stand or fall together. */
export async function saveAnnouncement(db: Db, announcement: Announcement): Promise<boolean> {
  const { cluster } = announcement
  return inTransaction(db, async (trx) => {
    await lockWriters(trx)
    const { id, version } = cluster
    const lookAt = announcement.lookAgainAt ?? null
    const { numAffectedRows } = await runKept(trx, 'look at later', [lookAt, id, version], () =>
      trx.updateTable('clusters').set({ look_at: lookAt }).where('id', '=', id).where('version', '=', version),
    )
    if (numAffectedRows === 0n) return false
    await saveSeries(trx, announcement)
    await saveEvents(trx, announcement)
    await saveRows(trx, announcement)
    await addLate(trx, cluster.list, announcement.late ?? [])
    for (const { key, by } of announcement.superseded ?? []) {
      await runKept(trx, 'superseded', [by, key], () =>
        trx.updateTable('series').set({ superseded_by: by }).where('key', '=', key),
      )
    }
    await lookAlsoAt(trx, announcement.lookAlso ?? [], 0)
    return true
  })
}

async function saveSeries(trx: Transaction<Tables>, { cluster, series }: Announcement): Promise<void> {
  const before = new Map(cluster.series.map((saved) => [saved.key, saved]))
  const now = new Set(series.map(({ key }) => key))
  await removeSeries(
    trx,
    cluster.series.filter(({ key }) => !now.has(key)),
    cluster.mails,
  )
  const mails = new Map(cluster.mails.map((mail) => [mail.messageId, mail]))
  await insertRows(
    trx,
    'series',
    series.map((saved) => seriesRow(saved, cluster, mails)),
    replacingSeries,
  )
  await saveMembers(trx, series, before)
  await saveTokens(trx, series, before, cluster.mails)
  await addKnownValues(
    trx,
    series.filter(({ key }) => !before.has(key)).map(({ summary }) => summary),
  )
}

/** `mails`: all of their cluster, so that nothing else is a member of them. */
async function removeSeries(
  trx: Transaction<Tables>,
  gone: readonly SavedSeries[],
  mails: Announcement['cluster']['mails'],
): Promise<void> {
  const keys = gone.map(({ key }) => key)
  if (keys.length === 0) return
  await trx.deleteFrom('series').where('key', 'in', keys).execute()
  for (const ids of inChunks(mails.map(({ messageId }) => indexed(messageId)))) {
    await trx.deleteFrom('series_mails').where('message_id', 'in', ids).where('series_key', 'in', keys).execute()
  }
  for (const tokens of inChunks(gone.flatMap(({ summary }) => seriesTokens(summary, mails)))) {
    await trx.deleteFrom('series_tokens').where('token', 'in', tokens).where('series_key', 'in', keys).execute()
  }
}

function replacingSeries(insert: Inserting<'series'>): Inserting<'series'> {
  return insert.onConflict((conflict) =>
    conflict.column('key').doUpdateSet((set) => ({
      cluster_id: set.ref('excluded.cluster_id'),
      list: set.ref('excluded.list'),
      title_folded: set.ref('excluded.title_folded'),
      author_name: set.ref('excluded.author_name'),
      author_email: set.ref('excluded.author_email'),
      archs: set.ref('excluded.archs'),
      first_at: set.ref('excluded.first_at'),
      touched_at: set.ref('excluded.touched_at'),
      announced_at: set.ref('excluded.announced_at'),
      superseded_by: set.ref('excluded.superseded_by'),
      applied_at: set.ref('excluded.applied_at'),
      applied_patches: set.ref('excluded.applied_patches'),
      answered_at: set.ref('excluded.answered_at'),
      summary: set.ref('excluded.summary'),
    })),
  )
}

/** Parts and replies, only the new ones: a thread of a thousand mails gets one more at a time. */
async function saveMembers(
  trx: Transaction<Tables>,
  series: readonly SavedSeries[],
  before: ReadonlyMap<string, SavedSeries>,
): Promise<void> {
  const members: { message_id: string; series_key: string }[] = []
  for (const { key, summary } of series) {
    const known = before.get(key)
    const had = new Set(known === undefined ? [] : membersOf(known))
    for (const id of membersOf({ summary }))
      if (!had.has(id)) members.push({ message_id: indexed(id), series_key: key })
  }
  await insertRows(trx, 'series_mails', members, keepingKnown)
}

function membersOf({ summary }: Pick<SavedSeries, 'summary'>): readonly string[] {
  return [...new Set([...partIds(summary.revision), ...summary.revision.replies])]
}

async function saveTokens(
  trx: Transaction<Tables>,
  series: readonly SavedSeries[],
  before: ReadonlyMap<string, SavedSeries>,
  mails: Announcement['cluster']['mails'],
): Promise<void> {
  const tokens: { token: string; series_key: string }[] = []
  for (const { key, summary } of series) {
    const known = before.get(key)
    if (known !== undefined && partIds(known.summary.revision).join() === partIds(summary.revision).join()) continue
    for (const token of seriesTokens(summary, mails)) tokens.push({ token, series_key: key })
  }
  await insertRows(trx, 'series_tokens', tokens, keepingKnown)
}

async function saveEvents(trx: Transaction<Tables>, { events }: Announcement): Promise<void> {
  for (const event of events) {
    const row = { series_key: event.seriesKey, data: JSON.stringify(event) }
    await trx
      .insertInto('events')
      .values({ id: event.id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute()
  }
}

async function saveRows(trx: Transaction<Tables>, announcement: Announcement): Promise<void> {
  const { rows, edits, missed = [], at = 0 } = announcement
  await insertPosts(trx, rows, at)
  await saveMissed(trx, missed)
  for (const edit of edits) {
    await trx
      .updateTable('outbox')
      .set({
        notice: JSON.stringify(edit.notice),
        notice_hash: edit.noticeHash,
        changed_at: at,
        // A post that waits for its turn to be edited may have something to say now that cannot wait: the platform decides.
        next_try_at: sql`case when state = 'sent' then 0 else next_try_at end`,
      })
      .where('delivery_id', '=', edit.deliveryId)
      .where('notice_hash', '<>', edit.noticeHash)
      .execute()
  }
}
