import { formatClause, parseFilter } from '#src/events/filter.ts'
import type { Clause, Filter, ParsedFilter } from '#src/events/filter.ts'
import type { FilterKey } from '#src/events/filter-keys.ts'
import { writePattern, writeValue } from '#src/events/filter-terms.ts'
import { formatValue } from '#src/events/filter-value.ts'
import type { FilterValue } from '#src/events/filter-value.ts'
import type { CommandOption } from '#src/ports.ts'

/** A key of the filter grammar that has an option, and a place in a form, of its own. */
export interface FilterField {
  readonly name: FilterKey
  readonly label: string
  readonly summary: string
  readonly suggests?: NonNullable<CommandOption['suggests']>
  /** Where one value ends: names may hold `, `, and a title is one phrase, whatever is in it. */
  readonly values: 'at commas' | 'at commas without a blank' | 'one'
}

export const filterFields: readonly FilterField[] = [
  { name: 'list', label: 'List', summary: 'Where several lists are followed: which one', values: 'at commas' },
  {
    name: 'arch',
    label: 'Architectures',
    summary: 'x86, arm64, riscv, …; several with commas',
    suggests: 'arch',
    values: 'at commas',
  },
  {
    name: 'subsystem',
    label: 'Subsystems',
    summary: 'Words of a MAINTAINERS section',
    suggests: 'subsystem',
    values: 'at commas without a blank',
  },
  {
    name: 'author',
    label: 'Authors',
    summary: 'A name or an address',
    suggests: 'author',
    values: 'at commas without a blank',
  },
  { name: 'path', label: 'Paths', summary: 'Files or directories; *, ** and ? work', values: 'at commas' },
  { name: 'title', label: 'Title', summary: 'Words of the subject, or /a pattern/', values: 'one' },
  { name: 'tag', label: 'Tags', summary: 'RFC, RESEND, …; several with commas', values: 'at commas' },
  { name: 'size', label: 'Size', summary: 'How many patches: 1, >10, 2..20', values: 'at commas' },
]

/** What was written in a field, as a filter of one clause; the words of the error name the field. */
export function readField({ name, values }: FilterField, text: string): ParsedFilter {
  const written = text.trim()
  // Patterns are written as they are, several of them too.
  if ((name === 'title' || name === 'author') && /^\/.+\/i?$/u.test(written)) return parseFilter(`${name}:${written}`)
  const parts = values === 'one' ? [written] : written.split(values === 'at commas' ? ',' : /,(?!\s)/u)
  const trimmed = parts.map((part) => part.trim()).filter((part) => part !== '')
  return parseFilter(`${name}:${trimmed.map(writeValue).join(',')}`)
}

/** What every platform's choices can hold; of longer ones they would show, and give back, a part. */
const longestChoice = 75
const mostChoices = 25

/** A filter taken apart for a form: together they say the same again. */
export interface FilterParts {
  readonly fields: ReadonlyMap<FilterKey, string>
  readonly exclude: string
  /** What no field can hold, in the grammar. */
  readonly rest: string
}

export function partsOf(filter: Filter): FilterParts {
  const fields = new Map<FilterKey, string>()
  const exclude: string[] = []
  const rest: string[] = []
  for (const clause of filter) {
    const text = textOf(clause)
    if (clause.not) exclude.push(formatClause({ ...clause, not: false }))
    else if (text === undefined || fields.has(clause.key)) rest.push(formatClause(clause))
    else fields.set(clause.key, text)
  }
  return { fields, exclude: exclude.join(' '), rest: rest.join(' ') }
}

/** A clause as its field holds it; undefined where no field does: that of `list` is for the list that is followed. */
function textOf(clause: Clause): string | undefined {
  const field = filterFields.find(({ name }) => name === clause.key)
  if (field === undefined || field.name === 'list') return undefined
  const values = clause.values.map(valueText)
  const fits = values.length <= mostChoices && values.every((value) => value.length <= longestChoice)
  const text = values.join(',')
  return (field.suggests === undefined || fits) && isSame(readField(field, text), clause) ? text : undefined
}

function valueText(value: FilterValue): string {
  if (value.is === 'text') return value.text
  return value.is === 'pattern' ? writePattern(value.source) : formatValue(value)
}

function isSame(read: ParsedFilter, clause: Clause): boolean {
  const [first] = read.ok ? read.filter : []
  return first !== undefined && formatClause(first) === formatClause(clause)
}
