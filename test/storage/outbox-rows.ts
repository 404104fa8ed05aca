import type { Notice } from '#src/notice/notice.ts'
import type { Announcement, Cluster, NewOutboxRow, Storage } from '#src/storage/storage.ts'
import { newMail } from './shapes.ts'

export function notice(text: string): Notice {
  return { fallback: text, tone: 'plain', blocks: [] }
}

export function row(deliveryId: string, more: { channel?: string; rootId?: string; text?: string } = {}): NewOutboxRow {
  return {
    deliveryId,
    platform: 'p',
    channel: more.channel ?? 'one',
    rootId: more.rootId,
    eventId: 'event',
    seriesKey: 'key',
    notice: notice(more.text ?? deliveryId),
    noticeHash: `hash of ${deliveryId}`,
  }
}

export function announcement(cluster: Cluster, more: Partial<Announcement> = {}): Announcement {
  return { cluster, series: cluster.series, events: [], rows: [], edits: [], lookAgainAt: undefined, ...more }
}

export async function theCluster(storage: Storage): Promise<Cluster> {
  const [cluster] = await storage.clustersToLookAt(1e15, 1)
  if (cluster === undefined) throw new Error('no cluster is due')
  return cluster
}

/** Rows come with an announcement, and an announcement with a cluster that got mail. */
export async function addRows(
  storage: Storage,
  rows: readonly NewOutboxRow[],
  more: Partial<Announcement> = {},
): Promise<void> {
  const { mails } = await storage.counts()
  await storage.saveMails('s', 'kvm', [newMail({ messageId: `mail ${mails}` }, { keys: ['outbox'] })], String(mails))
  const saved = await storage.announce(announcement(await theCluster(storage), { rows, ...more }))
  if (!saved) throw new Error('the rows were refused')
}
