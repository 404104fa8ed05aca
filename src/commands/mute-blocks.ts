import { typed } from '#src/commands/answers.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { dayAndTime } from '#src/notice/dates.ts'
import type { Block, Span } from '#src/notice/notice.ts'
import { titleOf } from '#src/notice/series-notice.ts'
import { activeMutes } from '#src/people/active-mutes.ts'
import type { Channel } from '#src/ports.ts'

/** What is muted in a channel, and how to end it; nothing where nothing is. */
export async function muteBlocks({ platform, channel }: Channel, context: CommandContext): Promise<readonly Block[]> {
  const { whole, series } = activeMutes(await context.storage.mutes({ platform, channel }), context.now())
  const items: (readonly Span[])[] = []
  if (whole?.until !== undefined) {
    items.push([
      { text: 'Muted until ' },
      { text: dayAndTime(whole.until), at: whole.until },
      { text: ` by ${whole.by} · end: ` },
      typed(context, 'mute off'),
    ])
  }
  for (const key of series) {
    const one = await context.storage.seriesByKey(key)
    if (one === undefined) continue
    const { summary } = one
    items.push([
      { text: `Muted replies to v${summary.revision.version} ${titleOf(summary)} · end: ` },
      typed(context, `mute ${key} off`),
    ])
  }
  return items.length === 0 ? [] : [{ is: 'list', items }]
}
