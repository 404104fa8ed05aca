import type { OtherRevision } from '#src/notice/view.ts'
import { archiveUrl } from '#src/pipeline/archive-url.ts'
import { headOf } from '#src/series/revision.ts'
import type { SavedSeries } from '#src/storage/storage.ts'

/** A series as posts of another revision link to it. */
export function otherRevision(
  { key, summary }: Pick<SavedSeries, 'key' | 'summary'>,
  archive: string | undefined,
): OtherRevision {
  const { revision } = summary
  return { key, version: revision.version, url: archiveUrl(archive, headOf(revision)), firstAt: revision.firstAt }
}
