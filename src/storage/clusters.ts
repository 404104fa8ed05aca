import { inChunks } from './in-chunks.ts'
import { mailFromJson } from './json.ts'
import { savedSeries, seriesColumns } from './series-row.ts'
import type { Cluster } from './storage.ts'
import { fromWords } from './stored-text.ts'
import type { Db } from './tables.ts'

/** See `Storage.clustersToLookAt`. */
export async function clustersToLookAt(
  db: Db,
  now: number,
  most: number,
  list: string | undefined,
): Promise<readonly Cluster[]> {
  let query = db.selectFrom('clusters').select(['id', 'version', 'list']).where('look_at', '<=', now)
  if (list !== undefined) query = query.where('list', '=', list)
  const due = await query.orderBy('look_at').orderBy('id').limit(most).execute()
  const clusters: Cluster[] = []
  for (const cluster of due) clusters.push({ ...cluster, ...(await contentOf(db, cluster.id)) })
  return clusters
}

type Content = Pick<Cluster, 'mails' | 'listsOf' | 'partSeenAt' | 'series'>

const partKinds = new Set(['patch', 'cover', 'pull'])

async function contentOf(db: Db, id: number): Promise<Content> {
  const mails = await db
    .selectFrom('mails')
    .select(['facts', 'lists', 'kind', 'seen_at'])
    .where('cluster_id', '=', id)
    .orderBy('id')
    .execute()
  const series = await db
    .selectFrom('series')
    .select(seriesColumns)
    .where('cluster_id', '=', id)
    .orderBy('first_at')
    .orderBy('key')
    .execute()
  const read = mails.map((row) => ({ mail: mailFromJson(row.facts), lists: fromWords(row.lists) }))
  return {
    mails: read.map(({ mail }) => mail),
    listsOf: new Map(read.map(({ mail, lists }) => [mail.messageId, lists])),
    partSeenAt: mails.reduce((newest, row) => (partKinds.has(row.kind) ? Math.max(newest, row.seen_at) : newest), 0),
    series: series.map(savedSeries),
  }
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
