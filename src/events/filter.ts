import { didYouMeanHint } from '#src/lib/did-you-mean.ts'
import { newestKept } from '#src/lib/newest-kept.ts'
import type { FilterFacts } from '#src/events/filter-facts.ts'
import { filterKeys, isFilterKey, readValueOf, valueMatches } from '#src/events/filter-keys.ts'
import type { FilterKey } from '#src/events/filter-keys.ts'
import { readTerms, writeValue } from '#src/events/filter-terms.ts'
import type { Term } from '#src/events/filter-terms.ts'
import { formatValue } from '#src/events/filter-value.ts'
import type { FilterValue } from '#src/events/filter-value.ts'

/** `arch:arm64,x86` is one clause: any of its values; with `not`, none of them. */
export interface Clause {
  readonly key: FilterKey
  readonly not: boolean
  readonly values: readonly FilterValue[]
}

/** Every clause must hold. The empty filter, written `all`, takes everything. */
export type Filter = readonly Clause[]

export type ParsedFilter =
  { readonly ok: true; readonly filter: Filter } | { readonly ok: false; readonly error: string }

const longestFilter = 1000
/** Each announcement asks for the filter of every subscription, and a pattern takes time to compile. */
const known = newestKept<string, ParsedFilter>(500)

/**
 * Reads `arch:arm64,x86 -author:bot title:"nested virt"`: comma is or, space is and, a leading dash is not.
 * Anything that cannot be read is an error that says what to write; it never becomes a wider filter.
 */
export function parseFilter(text: string): ParsedFilter {
  if (text.length > longestFilter) return refused(`the filter is too long: at most ${longestFilter} characters`)
  const parsed = known.get(text) ?? readFilter(text)
  known.set(text, parsed)
  return parsed
}

function readFilter(text: string): ParsedFilter {
  const terms = readTerms(text.toWellFormed())
  if (typeof terms === 'string') return refused(terms)
  if (terms.length === 1 && isAll(terms[0])) return { ok: true, filter: [] }
  const clauses: Clause[] = []
  for (const term of terms) {
    const clause = readClause(term)
    if (typeof clause === 'string') return refused(clause)
    clauses.push(clause)
  }
  return { ok: true, filter: normal(clauses) }
}

/** The normal form, which `parseFilter` reads back as the same filter; '' for the one that takes everything. */
export function formatFilter(filter: Filter): string {
  return normal(filter).map(formatClause).join(' ')
}

export function formatClause({ key, not, values }: Clause): string {
  return `${not ? '-' : ''}${key}:${values.map(formatValue).join(',')}`
}

export function matchesFilter(filter: Filter, facts: FilterFacts): boolean {
  return clauseThatFails(filter, facts) === undefined
}

/** The first clause that keeps a series out, for answers to "why not"; undefined where it is let in. */
export function clauseThatFails(filter: Filter, facts: FilterFacts): Clause | undefined {
  return filter.find(({ key, not, values }) => values.some((value) => valueMatches(key, value, facts)) === not)
}

function readClause({ key, not, values, written }: Term): Clause | string {
  if (key === '') return bareWordError(written)
  if (!isFilterKey(key)) {
    return `unknown key ${key}: in ${written}${didYouMeanHint(key, filterKeys, (word) => `${word}:`) || '.'} Keys: ${filterKeys.join(' ')}`
  }
  const read: FilterValue[] = []
  for (const value of values) {
    if (value.text.trim() === '')
      return `no value follows ${written} (write ${key}:value,value without spaces, or quote them)`
    const result = readValueOf(key, value)
    if (typeof result === 'string') return `${written}: ${result}`
    read.push(result)
  }
  return { key, not, values: read }
}

function bareWordError(written: string): string {
  const word = written.replace(/^[-−–—]+/u, '')
  const dash = word === written ? '' : '-'
  if (isAllWord(word)) return `no key stands before ${written}: all takes everything and stands alone, leave it out`
  if (word === '') return 'a dash alone says nothing: write it before a key, such as -author:name'
  const bare = word.replace(/^["“”„‟]+|["“”„‟]+$/gu, '')
  const unquoted = bare === word || /^[-−–—]|\s/u.test(bare) ? [] : [bare]
  const meant = [`arch:${word}`, ...unquoted, `title:${writeValue(bare)}`].find((text) => isClauses(readFilter(text)))
  return `no key stands before ${written}${meant === undefined ? ': write one, such as arch:arm64' : `, did you mean ${dash}${meant}?`}`
}

function isClauses(parsed: ParsedFilter): boolean {
  return parsed.ok && parsed.filter.length > 0
}

function isAll(term: Term | undefined): boolean {
  return term !== undefined && !term.not && term.key === '' && isAllWord(term.written)
}

function isAllWord(written: string): boolean {
  return /^(?:all|everything)$/iu.test(written)
}

function refused(error: string): ParsedFilter {
  return { ok: false, error }
}

/** One spelling for one meaning: keys in their table's order, values and clauses sorted and each once. */
function normal(filter: Filter): Filter {
  const clauses = filter.map((clause) => ({ ...clause, values: sortedOnce(clause.values, formatValue) }))
  return sortedOnce(clauses, (clause) => {
    const rank = String(filterKeys.indexOf(clause.key)).padStart(2, '0')
    return `${rank}${clause.not ? 1 : 0}${formatClause(clause)}`
  })
}

function sortedOnce<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const byKey = new Map(items.map((item) => [keyOf(item), item]))
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
}
