import type { Asked } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { archNames } from '#src/events/filter-keys.ts'
import type { Host } from '#src/ports.ts'

/** As many as every menu can show. */
const most = 25

/** What could complete what was typed so far; what the list really has comes first. */
export async function suggest(
  kind: Parameters<Host['suggest']>[0],
  written: string,
  asked: Asked,
  { storage }: CommandContext,
): Promise<readonly string[]> {
  const start = written.trim().toLowerCase()
  switch (kind) {
    case 'arch':
      return archNames.filter((arch) => arch.startsWith(start))
    case 'subsystem':
    case 'author':
      return storage.known(kind, written.trim(), most)
    case 'subscription': {
      const { platform, channel } = asked
      const mine = await storage.subscriptions({ platform, channel })
      return mine
        .map(({ id }) => id)
        .filter((id) => id.startsWith(start))
        .slice(0, most)
    }
    case 'series': {
      if (start === '') return []
      const found = await storage.searchSeries(start, most)
      return found.map(({ summary }) => summary.head)
    }
  }
}
