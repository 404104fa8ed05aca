import type { Filter } from '#src/events/filter.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'

/** What stands behind `list:`, in lower case. */
export function listsIn(filter: Filter): readonly string[] {
  return filter.flatMap(({ key, values }) =>
    key === 'list' ? values.flatMap((value) => (value.is === 'text' ? value.text : [])) : [],
  )
}

/**
 * What is named there that no series of the list `ours` can be of: `list:` looks at the name of the followed list and at
 * List-Ids, which have dots.
 */
export function strayList(filter: Filter, ours: string | undefined): string | undefined {
  return listsIn(filter).find((one) => !one.includes('.') && one !== ours?.toLowerCase())
}

/** For a name that no followed list has. */
export function noSuchList(text: string, names: readonly string[]): string {
  const known = `Known: ${names.join(' ')}; any other by its List-Id, such as qemu-devel.nongnu.org`
  return `there is no list ${text}${didYouMeanHint(text, names) || '.'} ${known}`
}
