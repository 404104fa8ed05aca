import { formatFilter, parseFilter } from '#src/events/filter.ts'
import type { Filter } from '#src/events/filter.ts'
import { writeValue } from '#src/events/filter-terms.ts'
import type { Options } from '#src/commands/command.ts'
import type { FollowedList } from '#src/commands/context.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'
import type { CommandOption } from '#src/ports.ts'

/** A filter as one text, or field by field where a platform has typed options; given together, all must hold. */
export const filterOptions: readonly CommandOption[] = [
  {
    name: 'filter',
    summary: 'What to take: arch:arm64 -author:name path:arch/arm64/kvm/**, or all',
    required: false,
    positional: true,
    type: 'filter',
  },
  {
    name: 'arch',
    summary: 'x86, arm64, riscv, …; several with commas',
    required: false,
    positional: false,
    type: 'text',
    suggests: 'arch',
  },
  {
    name: 'subsystem',
    summary: 'Words of a MAINTAINERS section',
    required: false,
    positional: false,
    type: 'text',
    suggests: 'subsystem',
  },
  {
    name: 'author',
    summary: 'A name or an address',
    required: false,
    positional: false,
    type: 'text',
    suggests: 'author',
  },
  { name: 'path', summary: 'Files or directories; *, ** and ? work', required: false, positional: false, type: 'text' },
]

/** A filter that was understood, and the one list it is for. */
export interface Wanted {
  readonly filter: Filter
  /** Normal form; '' takes everything. */
  readonly text: string
  readonly list: string
}

/** Reads the filter of a request. Saying nothing is an error: everything has to be asked for, by the word `all`. */
export function readWanted(options: Options, lists: readonly FollowedList[]): Wanted | string {
  const text = filterText(options)
  if (text.trim() === '') return 'say what to take, such as arch:arm64; for everything write all'
  const parsed = parseFilter(text)
  if (!parsed.ok) return parsed.error
  return forOneList(parsed.filter, lists)
}

function filterText(options: Options): string {
  const fields = ['arch', 'subsystem', 'author', 'path'].flatMap((key) => {
    const value = options[key]
    if (value === undefined || value.trim() === '') return []
    // A completed name may hold commas and spaces; archs and paths are lists.
    const values = key === 'subsystem' || key === 'author' ? [value.trim()] : value.split(',').map((one) => one.trim())
    return [`${key}:${values.map(writeValue).join(',')}`]
  })
  return [options['filter'] ?? '', ...fields].filter((part) => part !== '').join(' ')
}

/** `list:` with the name of a followed list picks that list; any other use of it looks at where a mail was sent. */
function forOneList(filter: Filter, lists: readonly FollowedList[]): Wanted | string {
  const picking = filter.find(({ key, not, values }) => {
    const [first] = values
    return (
      key === 'list' && !not && values.length === 1 && first?.is === 'text' && followed(first.text, lists) !== undefined
    )
  })
  const picked = picking?.values[0]
  const rest = filter.filter((clause) => clause !== picking)
  const list = picked?.is === 'text' ? followed(picked.text, lists) : lists.length === 1 ? lists[0] : undefined
  if (list !== undefined) return { filter: rest, text: formatFilter(rest), list: list.name }
  const names = lists.map(({ name }) => name)
  const asked = filter.find(({ key, not }) => key === 'list' && !not)?.values[0]
  const hint = asked?.is === 'text' ? didYouMeanHint(asked.text, names, (name) => `list:${name}`) : ''
  return `say which list, one for each subscription: ${names.map((name) => `list:${name}`).join(' or ')}${hint}`
}

function followed(text: string, lists: readonly FollowedList[]): FollowedList | undefined {
  return lists.find(
    ({ name, address }) => name.toLowerCase() === text || address?.replace('@', '.').toLowerCase() === text,
  )
}

/** For sentences: the normal form, or the word for the one that takes all. */
export function filterWords(text: string): string {
  return text === '' ? 'everything' : text
}

/** For commands: what has to be typed to get this filter again. */
export function filterTyped(text: string, list: string, lists: readonly FollowedList[]): string {
  const written = text === '' ? 'all' : text
  if (lists.length < 2) return written
  return text === '' ? `list:${list}` : `list:${list} ${text}`
}
