import { filterFields, readField } from '#src/commands/filter-fields.ts'
import type { Options } from '#src/commands/command.ts'
import type { FollowedList } from '#src/commands/context.ts'
import { formatFilter, parseFilter } from '#src/events/filter.ts'
import type { Clause, Filter } from '#src/events/filter.ts'
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
  ...filterFields.map(({ name, summary, suggests }) => {
    const option = { name, summary, required: false, positional: false, type: 'text' } as const
    return suggests === undefined ? option : { ...option, suggests }
  }),
  {
    name: 'exclude',
    summary: 'What to leave out: author:name tag:rfc',
    required: false,
    positional: false,
    type: 'text',
  },
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
  const parts = [
    readPart(options['filter'], parseFilter),
    ...filterFields.map((field) => readPart(options[field.name], (text) => readField(field, text))),
    readPart(options['exclude'], readExcluded),
  ].filter((part) => part !== undefined)
  const wrong = parts.find((part) => !part.ok)
  if (wrong !== undefined) return wrong.error
  if (parts.length === 0) return 'say what to take, such as arch:arm64; for everything write all'
  const filter = parts.flatMap((part) => (part.ok ? part.filter : []))
  // What is kept as text must be readable again, which has a length.
  const whole = parseFilter(formatFilter(filter))
  return whole.ok ? forOneList(whole.filter, lists) : whole.error
}

type Part = ReturnType<typeof parseFilter>

function readPart(text: string | undefined, read: (text: string) => Part): Part | undefined {
  return text === undefined || text.trim() === '' ? undefined : read(text)
}

/** None of what is said: written without a dash before each. */
function readExcluded(text: string): Part {
  const parsed = parseFilter(text)
  if (!parsed.ok) return { ok: false, error: `exclude: ${parsed.error}` }
  const error = 'exclude: name what to leave out, without a dash, such as author:name tag:rfc'
  if (parsed.filter.length === 0 || parsed.filter.some(({ not }) => not)) return { ok: false, error }
  return { ok: true, filter: parsed.filter.map((clause): Clause => ({ ...clause, not: true })) }
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

/** For the history: `#3 arch:arm64`. */
export function subscriptionWords(
  { id, filter, list }: { readonly id: string; readonly filter: string; readonly list: string },
  lists: readonly FollowedList[],
): string {
  return `#${id} ${filterTyped(filter, list, lists)}`
}

/** For commands: what has to be typed to get this filter again. */
export function filterTyped(text: string, list: string, lists: readonly FollowedList[]): string {
  const written = text === '' ? 'all' : text
  if (lists.length < 2) return written
  return text === '' ? `list:${list}` : `list:${list} ${text}`
}
