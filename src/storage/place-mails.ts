import type { Transaction } from 'kysely'
import { sql } from 'kysely'
import { inSets } from './in-chunks.ts'
import { insertRows } from './insert-rows.ts'
import type { JoinedCluster } from './join-clusters.ts'
import { joinClusters } from './join-clusters.ts'
import { runKept } from './kept-query.ts'
import type { NewMail } from './storage.ts'
import { indexed } from './stored-text.ts'
import type { Tables } from './tables.ts'

/** `clusterId`: where the mail is already, for one whose text came late. */
export interface Placing {
  readonly id: number
  readonly mail: Pick<NewMail, 'clusterKeys'>
  readonly clusterId?: number
}

/** Finds or makes the cluster of each mail, merging where a mail connects two. Returns cluster ids by mail id. */
export async function placeMails(
  trx: Transaction<Tables>,
  list: string,
  mails: readonly Placing[],
  at: number,
): Promise<ReadonlyMap<number, number>> {
  const joining = mails.map(({ id, mail, clusterId }) => ({
    id,
    keys: [...mail.clusterKeys.map(indexed), ...(clusterId === undefined ? [] : [heldAt(clusterId)])],
  }))
  const clusterOf = await clustersOfKeys(trx, [...new Set(joining.flatMap(({ keys }) => keys))])
  for (const { clusterId } of mails) if (clusterId !== undefined) clusterOf.set(heldAt(clusterId), clusterId)
  const sizeOf = await sizesOf(trx, [...new Set(clusterOf.values())])
  const joined = joinClusters(joining, clusterOf, sizeOf)

  await absorb(trx, joined)
  await growClusters(trx, list, joined, sizeOf, at)
  const newKeys = joined.flatMap(({ id, newKeys: keys }) => keys.map((key) => ({ key, cluster_id: id })))
  await insertRows(trx, 'cluster_keys', newKeys)
  return new Map(joined.flatMap(({ id, mails: ids }) => ids.map((mail) => [mail, id] as const)))
}

/** A key that is never stored (it is always known): holds a mail in the cluster where it is. */
function heldAt(clusterId: number): string {
  return `held at ${clusterId}`
}

async function clustersOfKeys(trx: Transaction<Tables>, keys: readonly string[]): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const chunk of inSets(keys)) {
    const { rows } = await runKept(trx, `clusters of keys ${chunk.length}`, chunk, () =>
      trx.selectFrom('cluster_keys').selectAll().where('key', 'in', chunk),
    )
    for (const { key, cluster_id } of rows) found.set(key, cluster_id)
  }
  return found
}

async function sizesOf(trx: Transaction<Tables>, ids: readonly number[]): Promise<Map<number, number>> {
  const sizes = new Map<number, number>()
  for (const chunk of inSets(ids)) {
    const { rows } = await runKept(trx, `sizes of clusters ${chunk.length}`, chunk, () =>
      trx.selectFrom('clusters').select(['id', 'size']).where('id', 'in', chunk),
    )
    for (const { id, size } of rows) sizes.set(id, size)
  }
  return sizes
}

async function absorb(trx: Transaction<Tables>, joined: readonly JoinedCluster[]): Promise<void> {
  for (const { id, absorbed } of joined) {
    if (absorbed.length === 0) continue
    await trx.updateTable('mails').set({ cluster_id: id }).where('cluster_id', 'in', absorbed).execute()
    await trx.updateTable('cluster_keys').set({ cluster_id: id }).where('cluster_id', 'in', absorbed).execute()
    await trx.updateTable('series').set({ cluster_id: id }).where('cluster_id', 'in', absorbed).execute()
    await trx.deleteFrom('clusters').where('id', 'in', absorbed).execute()
  }
}

/** Every cluster that got mail is to be looked at. */
async function growClusters(
  trx: Transaction<Tables>,
  list: string,
  joined: readonly JoinedCluster[],
  sizeOf: ReadonlyMap<number, number>,
  at: number,
): Promise<void> {
  const fresh = joined
    .filter(({ isNew }) => isNew)
    .map(({ id, mails }) => ({ id, list, version: 1, size: mails.length, look_at: at }))
  await insertRows(trx, 'clusters', fresh)
  for (const { id, isNew, mails, absorbed } of joined) {
    if (isNew) continue
    const more = absorbed.reduce((sum, other) => sum + (sizeOf.get(other) ?? 0), mails.length)
    await runKept(trx, 'cluster grows', [1, more, at, at, id], () =>
      trx
        .updateTable('clusters')
        .set((set) => ({
          version: set('version', '+', 1),
          size: set('size', '+', more),
          look_at: sql<number>`case when look_at < ${at} then look_at else ${at} end`,
        }))
        .where('id', '=', id),
    )
  }
}
