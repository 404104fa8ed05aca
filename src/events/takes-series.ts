import { factsOf } from '#src/events/facts-of.ts'
import { matchesFilter, parseFilter } from '#src/events/filter.ts'
import type { Summary } from '#src/summary/summary.ts'

/** Whether a filter as it is stored takes a series of a list. One that cannot be read takes nothing: it never widens. */
export function takesSeries(filter: string, summary: Summary, list: string): boolean {
  if (filter === '') return true
  const parsed = parseFilter(filter)
  return parsed.ok && matchesFilter(parsed.filter, factsOf(summary, list))
}
