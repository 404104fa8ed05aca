import { inChunks, inSets } from './in-chunks.ts'
import { mailFromJson } from './json.ts'
import { runKept } from './kept-query.ts'
import type { SeriesRow } from './series-row.ts'
import { savedSeries, seriesColumns } from './series-row.ts'
import type { Cluster } from './storage.ts'
import { fromWords } from './stored-text.ts'
import type { Db, MailTable, SeriesTable } from './tables.ts'

/** See `Storage.clustersToLookAt`. */
export async function clustersToLookAt(
  db: Db,
  now: number,
  most: number,
  list: string | undefined,
): Promise<readonly Cluster[]> {
  let query = db.selectFrom('clusters').select(['id', 'version', 'list', 'size']).where('look_at', '<=', now)
  if (list !== undefined) query = query.where('list', '=', list)
  const due = firstOf(await query.orderBy('look_at').orderBy('id').limit(most).execute())
  const ids = due.map(({ id }) => id)
  const mails = Map.groupBy(await mailsIn(db, ids), (row) => row.cluster_id)
  const series = Map.groupBy(await seriesIn(db, ids), (row) => row.cluster_id)
  return due.map(({ size: _size, ...cluster }) => ({
    ...cluster,
    ...readMails(mails.get(cluster.id) ?? []),
    series: (series.get(cluster.id) ?? []).map(savedSeries),
  }))
}

/** Mails read at a time: a cluster has a few, or a thousand. */
const mostMails = 200

/** As many as hold so many mails, but at least one. */
function firstOf<T extends { readonly size: number }>(clusters: readonly T[]): readonly T[] {
  let mails = 0
  const end = clusters.findIndex(({ size }) => (mails += size) > mostMails)
  return end < 0 ? clusters : clusters.slice(0, Math.max(1, end))
}

type MailRow = Pick<MailTable, 'facts' | 'lists' | 'kind' | 'seen_at'>

const partKinds = new Set(['patch', 'cover', 'pull'])

function readMails(rows: readonly MailRow[]): Pick<Cluster, 'mails' | 'listsOf' | 'partSeenAt'> {
  const read = rows.map((row) => ({ mail: mailFromJson(row.facts), lists: fromWords(row.lists) }))
  return {
    mails: read.map(({ mail }) => mail),
    listsOf: new Map(read.map(({ mail, lists }) => [mail.messageId, lists])),
    partSeenAt: rows.reduce((newest, row) => (partKinds.has(row.kind) ? Math.max(newest, row.seen_at) : newest), 0),
  }
}

async function mailsIn(db: Db, clusters: readonly number[]) {
  const found: (MailRow & Pick<MailTable, 'cluster_id'>)[] = []
  for (const chunk of inSets(clusters)) {
    const { rows } = await runKept(db, `mails of clusters ${chunk.length}`, chunk, () =>
      db
        .selectFrom('mails')
        .select(['cluster_id', 'facts', 'lists', 'kind', 'seen_at'])
        .where('cluster_id', 'in', chunk)
        .orderBy('id'),
    )
    found.push(...rows)
  }
  return found
}

async function seriesIn(db: Db, clusters: readonly number[]) {
  const found: (SeriesRow & Pick<SeriesTable, 'cluster_id'>)[] = []
  for (const chunk of inSets(clusters)) {
    const { rows } = await runKept(db, `series of clusters ${chunk.length}`, chunk, () =>
      db
        .selectFrom('series')
        .select(['cluster_id', ...seriesColumns])
        .where('cluster_id', 'in', chunk)
        .orderBy('first_at')
        .orderBy('key'),
    )
    found.push(...rows)
  }
  return found
}

/** See `Storage.nextLookAt`. */
export async function nextLookAt(db: Db, list: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('clusters')
    .select('look_at')
    .where('list', '=', list)
    .where('look_at', 'is not', null)
    .orderBy('look_at')
    .limit(1)
    .executeTakeFirst()
  return row?.look_at ?? undefined
}

/** See `Storage.boundLooks`. */
export async function boundLooks(db: Db, list: string, latest: number): Promise<void> {
  await db
    .updateTable('clusters')
    .set({ look_at: latest })
    .where('list', '=', list)
    .where('look_at', '>', latest)
    .execute()
}

/** Clusters of these series are looked at when `at` has come. */
export async function lookAlsoAt(db: Db, seriesKeys: readonly string[], at: number): Promise<void> {
  for (const chunk of inChunks(seriesKeys)) {
    await db
      .updateTable('clusters')
      .set((set) => ({ look_at: at, version: set('version', '+', 1) }))
      .where('id', 'in', db.selectFrom('series').select('cluster_id').where('key', 'in', chunk))
      .execute()
  }
}
