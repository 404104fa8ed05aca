import type { SeriesNews } from '#src/pipeline/compose-direct.ts'
import { composeDirect } from '#src/pipeline/compose-direct.ts'
import { archiveUrl } from '#src/pipeline/archive-url.ts'
import type { LinkedSeries } from '#src/pipeline/find-lineage.ts'
import { otherRevision } from '#src/pipeline/other-revision.ts'
import type { PipelineSettings } from '#src/pipeline/settings.ts'
import { stateEventId } from '#src/pipeline/write-posts.ts'
import type { Limits } from '#src/ports.ts'
import { personKeys } from '#src/series/person.ts'
import type { Cluster, ListStart, NewOutboxRow, SavedSeries, Storage } from '#src/storage/storage.ts'

/** A series as one look at its cluster leaves it. */
interface Looked {
  readonly linked: LinkedSeries
  readonly saved: SavedSeries
  readonly isNew: boolean
}

interface TellParts {
  readonly storage: Storage
  readonly settings: Pick<PipelineSettings, 'catchUpMs'>
  readonly start: ListStart
  readonly archive: string | undefined
  readonly limitsOf: (platform: string) => Limits | undefined
  readonly at: number
  readonly isLive: boolean
  readonly commandName?: string
}

interface DirectPosts {
  readonly rows: readonly NewOutboxRow[]
  readonly edits: readonly NewOutboxRow[]
}

/** Direct messages about what this look found. Asks nobody where nothing is news. */
export async function tellListeners(
  looked: readonly Looked[],
  cluster: Cluster,
  parts: TellParts,
): Promise<DirectPosts> {
  const rows: NewOutboxRow[] = []
  const edits: NewOutboxRow[] = []
  for (const one of looked) {
    const news = newsOf(one, cluster, parts)
    if (news === undefined) continue
    const { key, summary } = news.series
    const listeners = await parts.storage.listeners({
      seriesKeys: [key, ...(news.previous === undefined ? [] : [news.previous.key])],
      people: personKeys(summary.revision.author),
    })
    if (listeners.length === 0) continue
    const composed = composeDirect(news, listeners, {
      posts: await parts.storage.postsOfSeries([key]),
      canReach: (platform) => parts.limitsOf(platform) !== undefined,
      archiveUrl: (messageId) => archiveUrl(parts.archive, messageId),
      commandName: parts.commandName ?? 'kvm',
    })
    rows.push(...composed.rows)
    edits.push(...composed.edits)
  }
  return { rows, edits }
}

/** Undefined where nothing is. What came while we were away for long is not news any more, nor what waits to be whole. */
function newsOf({ linked, saved, isNew }: Looked, cluster: Cluster, parts: TellParts): SeriesNews | undefined {
  if (saved.announcedAt === undefined) return undefined
  const { summary } = saved
  const { start, at, isLive, settings } = parts
  const notBefore = Math.max(start.announceFrom, isLive ? at - settings.catchUpMs : 0)
  const before = linked.saved?.announcedAt === undefined ? undefined : linked.saved.summary
  const known = new Set(before?.revision.replies)
  const mails = new Map(cluster.mails.map((mail) => [mail.messageId, mail]))
  const replies = summary.revision.replies.flatMap((id) => mails.get(id) ?? [])
  const fresh = replies.filter(({ messageId, receivedAt }) => !known.has(messageId) && receivedAt >= notBefore)
  const { state } = summary
  const stateId = stateEventId(saved.key, summary)
  const isStateNew =
    stateId !== undefined &&
    'at' in state &&
    state.at >= notBefore &&
    (before === undefined || stateEventId(saved.key, before) !== stateId)
  if (!isNew && !isStateNew && fresh.length === 0) return undefined
  return {
    series: saved,
    previous: linked.previous === undefined ? undefined : otherRevision(linked.previous, parts.archive),
    isNew,
    isStateNew,
    replies,
    fresh: new Set(fresh.map(({ messageId }) => messageId)),
  }
}
