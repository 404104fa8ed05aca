import type { SeriesNews } from '#src/pipeline/compose-direct.ts'
import { composeDirect } from '#src/pipeline/compose-direct.ts'
import { archiveUrl } from '#src/pipeline/archive-url.ts'
import type { LinkedSeries } from '#src/pipeline/find-lineage.ts'
import { otherRevision } from '#src/pipeline/other-revision.ts'
import type { PipelineSettings } from '#src/pipeline/settings.ts'
import { stateEventId } from '#src/pipeline/write-posts.ts'
import { userOfDirect } from '#src/ports.ts'
import type { Limits } from '#src/ports.ts'
import { personKeys } from '#src/series/person.ts'
import type { Cluster, ListStart, NewOutboxRow, Post, SavedSeries, Storage } from '#src/storage/storage.ts'

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

/**
 * Direct messages about what this look found, and what those that were sent should say now. Looks for nobody where
 * nothing is news and nobody has been told anything.
 *
 * @param known posts of those of the series that have any
 */
export async function tellListeners(
  looked: readonly Looked[],
  cluster: Cluster,
  known: readonly Post[],
  parts: TellParts,
): Promise<DirectPosts> {
  const rows: NewOutboxRow[] = []
  const edits: NewOutboxRow[] = []
  for (const one of looked) {
    const { key, summary } = one.saved
    if (one.saved.announcedAt === undefined) continue
    const told = known.filter(({ seriesKey, channel }) => seriesKey === key && userOfDirect(channel) !== undefined)
    const news = newsOf(one, cluster, parts)
    if (told.length === 0 && !news.isNew && !news.isStateNew && news.fresh.size === 0) continue
    const listeners = await parts.storage.listeners({
      seriesKeys: [key, ...(news.previous === undefined ? [] : [news.previous.key])],
      people: personKeys(summary.revision.author),
    })
    if (listeners.length === 0) continue
    const composed = composeDirect(news, listeners, {
      posts: told.length > 0 ? told : await parts.storage.postsOfSeries([key]),
      canReach: (platform) => parts.limitsOf(platform) !== undefined,
      archiveUrl: (messageId) => archiveUrl(parts.archive, messageId),
      commandName: parts.commandName ?? 'kvm',
    })
    rows.push(...composed.rows)
    edits.push(...composed.edits)
  }
  return { rows, edits }
}

/** What came while we were away for long is not news any more. */
function newsOf({ linked, saved, isNew }: Looked, cluster: Cluster, parts: TellParts): SeriesNews {
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
  return {
    series: saved,
    previous: linked.previous === undefined ? undefined : otherRevision(linked.previous, parts.archive),
    isNew,
    isStateNew,
    replies,
    fresh: new Set(fresh.map(({ messageId }) => messageId)),
  }
}
