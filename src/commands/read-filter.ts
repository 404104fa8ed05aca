import type { Options } from '#src/commands/command.ts'
import type { CommandContext, FollowedList } from '#src/commands/context.ts'
import { readWanted } from '#src/commands/filter-options.ts'
import type { Wanted } from '#src/commands/filter-options.ts'
import { recentSeries } from '#src/commands/recent-series.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'

/** See `readWanted`; a `list:` that can never hold is an error too. */
export function readFilter(options: Options, lists: readonly FollowedList[]): Wanted | string {
  const wanted = readWanted(options, lists)
  return typeof wanted === 'string' ? wanted : (wrongList(wanted, lists) ?? wanted)
}

/** `list:` looks at the name of the followed list and at List-Ids, which have dots: no other bare word is ever there. */
function wrongList(wanted: Wanted, lists: readonly FollowedList[]): string | undefined {
  const names = lists.map(({ name }) => name)
  const text = listsIn(wanted).find((one) => !one.includes('.') && one !== wanted.list.toLowerCase())
  if (text === undefined) return undefined
  if (names.some((name) => name.toLowerCase() === text))
    return `one filter is for one list: write list:${wanted.list} or list:${text}`
  const known = `Known: ${names.join(' ')}; any other by its List-Id, such as qemu-devel.nongnu.org`
  return `there is no list ${text}${didYouMeanHint(text, names) || '.'} ${known}`
}

/** Says that nothing has come by a list that is named by its List-Id, since that may be misspelt; '' where something has. */
export async function unheardList(wanted: Wanted, context: CommandContext): Promise<string> {
  const clauses = wanted.filter.filter(({ key, not }) => key === 'list' && !not)
  if (clauses.length === 0) return ''
  const heard = await recentSeries({ ...wanted, filter: clauses }, 7, context)
  return heard.length > 0 ? '' : ` No series of the list ${listsIn(wanted).join(' or ')} came in the last 7 days.`
}

function listsIn({ filter }: Wanted): readonly string[] {
  return filter.flatMap(({ key, values }) =>
    key === 'list' ? values.flatMap((value) => (value.is === 'text' ? value.text : [])) : [],
  )
}
