import type { Asked } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { archNames } from '#src/tag/arch-names.ts'
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
      return ofSeveral(written, /,\s*/u, (last) => archNames.filter((arch) => arch.startsWith(last.toLowerCase())))
    case 'subsystem':
    case 'author':
      return ofSeveral(written, /,(?!\s)/u, (last) => storage.known(kind, last, most))
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

/** `arm64,ri` → `arm64,riscv`: the last of several values is what is being typed. */
async function ofSeveral(
  written: string,
  between: RegExp,
  complete: (last: string) => readonly string[] | Promise<readonly string[]>,
): Promise<readonly string[]> {
  const values = written.split(between).map((value) => value.trim())
  const before = values.slice(0, -1).filter((value) => value !== '')
  const found = await complete(values.at(-1) ?? '')
  return found.filter((value) => !before.includes(value)).map((value) => [...before, value].join(','))
}
