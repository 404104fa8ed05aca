import type { ListMail } from '#src/patch/list-mail.ts'
import type { Selectable } from 'kysely'
import { isTaken } from '#src/summary/taken-state.ts'
import { summaryFromJson } from './json.ts'
import type { Summary } from '#src/summary/summary.ts'
import type { Cluster, SavedSeries } from './storage.ts'
import { plain, words } from './stored-text.ts'
import type { SeriesTable } from './tables.ts'

export const seriesColumns = ['key', 'summary', 'announced_at', 'touched_at', 'superseded_by'] as const

export type SeriesRow = Pick<Selectable<SeriesTable>, (typeof seriesColumns)[number]>

export function savedSeries(row: SeriesRow): SavedSeries {
  return {
    key: row.key,
    summary: summaryFromJson(row.summary),
    announcedAt: row.announced_at ?? undefined,
    touchedAt: row.touched_at,
    supersededBy: row.superseded_by ?? undefined,
  }
}

/** `mails`: those of its cluster, by message id. */
export function seriesRow(
  series: SavedSeries,
  { id, list }: Pick<Cluster, 'id' | 'list'>,
  mails: ReadonlyMap<string, ListMail>,
): SeriesTable {
  const { revision, archs } = series.summary
  return {
    key: series.key,
    cluster_id: id,
    list,
    title_folded: plain(revision.title).toLowerCase(),
    author_name: plain(revision.author.name),
    author_email: plain(revision.author.email).toLowerCase(),
    archs: words(archs),
    first_at: revision.firstAt,
    touched_at: series.touchedAt,
    announced_at: series.announcedAt ?? null,
    superseded_by: series.supersededBy ?? null,
    ...appliedColumns(series.summary),
    answered_at: answeredAt(series.summary, mails),
    summary: JSON.stringify(series.summary),
  }
}

/** What may have been applied, but nobody said so for sure, is not counted. */
function appliedColumns({ state, revision }: Summary): Pick<SeriesTable, 'applied_at' | 'applied_patches'> {
  if (!isTaken(state)) return { applied_at: null, applied_patches: 0 }
  return { applied_at: state.at, applied_patches: state.patches?.length ?? revision.total }
}

/** By the first reply of somebody else. Robots' mail has a kind of its own, so that a reply is a person's. */
function answeredAt({ revision }: Summary, mails: ReadonlyMap<string, ListMail>): number | null {
  const author = revision.author.email.toLowerCase()
  const answers = revision.replies.flatMap((id) => {
    const mail = mails.get(id)
    return mail?.kind === 'reply' && mail.from.email.toLowerCase() !== author ? [mail.receivedAt] : []
  })
  return answers.length === 0 ? null : answers.reduce((first, at) => Math.min(first, at))
}
