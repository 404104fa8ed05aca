import { editIsDue, open } from './claim-due.ts'
import type { Db } from './tables.ts'

/** See `Storage.boundWaits`. */
export async function boundWaits(db: Db, platform: string, now: number, mostMs: number): Promise<void> {
  const latest = now + mostMs
  await db
    .updateTable('lanes')
    .set({ parked_until: latest })
    .where('platform', '=', platform)
    .where('parked_until', '>', latest)
    .execute()
  for (const waiting of [open, editIsDue])
    await db
      .updateTable('outbox')
      .set({ next_try_at: latest })
      .where('platform', '=', platform)
      .where(waiting)
      .where('next_try_at', '>', latest)
      .execute()
  // An edit settles from its change on, which cannot lie ahead.
  await db
    .updateTable('outbox')
    .set({ changed_at: now })
    .where('platform', '=', platform)
    .where(editIsDue)
    .where('changed_at', '>', now)
    .execute()
}
