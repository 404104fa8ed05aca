import type { Db } from './tables.ts'

/** Nobody asks for a post by its number that is further back. */
const most = 5000

/** See `Personal.sentRoots`. */
export async function sentRoots(db: Db, platform: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('outbox')
    .select('sent_id')
    .where('platform', '=', platform)
    .where('sent_id', 'is not', null)
    .where('root_id', 'is', null)
    .orderBy('seq', 'desc')
    .limit(most)
    .execute()
  return rows.flatMap(({ sent_id: sentId }) => sentId ?? [])
}
