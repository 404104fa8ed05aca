import type { CommandContext } from '#src/commands/context.ts'
import { displayName } from '#src/mail/address.ts'
import { oneLine } from '#src/lib/clip.ts'
import { day } from '#src/notice/dates.ts'
import type { Block, Span } from '#src/notice/notice.ts'
import { sizeChip } from '#src/notice/series-facts.ts'
import { titleOf } from '#src/notice/series-notice.ts'
import { standingOf } from '#src/notice/state-words.ts'
import type { SavedSeries } from '#src/storage/storage.ts'

/** Series as a list to choose from: linked title, then who, version, size and state. */
export function seriesLines(found: readonly SavedSeries[], context: CommandContext): Block {
  return { is: 'list', items: found.map((series) => seriesLine(series, context)) }
}

function seriesLine({ summary, supersededBy }: SavedSeries, { view }: CommandContext): readonly Span[] {
  const { revision, head } = summary
  const standing = standingOf(summary, view).spans[0]?.text ?? ''
  const state = supersededBy === undefined ? standing : 'Superseded'
  const facts = [
    `v${revision.version}`,
    sizeChip(summary),
    oneLine(displayName(revision.author)),
    day(revision.firstAt),
    state,
  ]
  return [{ text: titleOf(summary), link: { url: view.archiveUrl(head) } }, { text: ` · ${facts.join(' · ')}` }]
}
