import type { Options } from '#src/commands/command.ts'
import type { CommandContext, FollowedList } from '#src/commands/context.ts'
import { readWanted } from '#src/commands/filter-options.ts'
import type { Wanted } from '#src/commands/filter-options.ts'
import { recentSeries } from '#src/commands/recent-series.ts'
import { listsIn, noSuchList, strayList } from '#src/events/filter-lists.ts'

/** See `readWanted`; a `list:` that can never hold is an error too. */
export function readFilter(options: Options, lists: readonly FollowedList[]): Wanted | string {
  const wanted = readWanted(options, lists)
  return typeof wanted === 'string' ? wanted : (wrongList(wanted, lists) ?? wanted)
}

function wrongList({ filter, list }: Wanted, lists: readonly FollowedList[]): string | undefined {
  const names = lists.map(({ name }) => name)
  const text = strayList(filter, list)
  if (text === undefined) return undefined
  return names.some((name) => name.toLowerCase() === text)
    ? `one filter is for one list: write list:${list} or list:${text}`
    : noSuchList(text, names)
}

/** Says that nothing has come by a list that is named by its List-Id, since that may be misspelt; '' where something has. */
export async function unheardList(wanted: Wanted, context: CommandContext): Promise<string> {
  const clauses = wanted.filter.filter(({ key, not }) => key === 'list' && !not)
  if (clauses.length === 0) return ''
  const heard = await recentSeries({ ...wanted, filter: clauses }, 7, context)
  return heard.length > 0
    ? ''
    : ` No series of the list ${listsIn(wanted.filter).join(' or ')} came in the last 7 days.`
}
