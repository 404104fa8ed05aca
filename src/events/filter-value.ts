import { RE2JS } from 're2js'
import { writePattern, writeValue } from '#src/events/filter-terms.ts'
import { globMatches, readGlob } from '#src/lib/glob.ts'
import type { Glob } from '#src/lib/glob.ts'

/** A value as its key understands it: plain data. */
export type FilterValue = TextValue | PatternValue | RangeValue

export interface TextValue {
  readonly is: 'text'
  readonly text: string
}

export interface PatternValue {
  readonly is: 'pattern'
  readonly source: string
}

/** Inclusive unless `open`; a side that is not there has no bound. */
export interface RangeValue {
  readonly is: 'range'
  readonly from?: number
  readonly to?: number
  readonly open?: boolean
}

/** As `parseFilter` reads it back. */
export function formatValue(value: FilterValue): string {
  if (value.is === 'text') return writeValue(value.text)
  if (value.is === 'pattern') return writePattern(value.source)
  const { from, to, open } = value
  if (from !== undefined && to !== undefined) return from === to ? String(from) : `${from}..${to}`
  const equal = open === true ? '' : '='
  return from === undefined ? `<${equal}${to ?? 0}` : `>${equal}${from}`
}

/** Reads what stood between the slashes; case never counts. */
export function readPattern(source: string): PatternValue | string {
  if (source === '') return 'the pattern between the slashes is empty'
  if (sizeOf(source) > largestPattern) return 'this pattern repeats too much: write smaller numbers between { and }'
  try {
    compiled(source)
    return { is: 'pattern', source }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return `this pattern cannot be run (${reason}); look-around and back references are not supported`
  }
}

/** Matching takes linear time, but `(.{0,1000})` eighty times over compiles for seconds, to a hundred megabytes. */
const largestPattern = 20_000
/** RE2 refuses repeats within repeats beyond this. */
const mostRepeats = 1000

/** What it compiles to, at most: each character as often as all counted repeats around it could make it. */
function sizeOf(source: string): number {
  const counts = [...source.matchAll(/\{(\d+)(?:,(\d*))?\}/gu)].map(([, from, to]) => Math.max(1, Number(to || from)))
  return source.length * counts.reduce((product, count) => Math.min(mostRepeats, product * count), 1)
}

/** `3`, `>2`, `>=2`, `<4`, `<=4` or `2..4`; `meaning` is the error for anything else. */
export function readRange(text: string, meaning: string): RangeValue | string {
  const between = /^(\d{1,5}(?:\.\d{1,3})?)\.\.(\d{1,5}(?:\.\d{1,3})?)$/u.exec(text)
  if (between !== null) {
    const [from, to] = [Number(between[1]), Number(between[2])]
    return from <= to ? { is: 'range', from, to } : `${text} runs backwards, write ${to}..${from}`
  }
  const single = /^([<>]?)(=?)(\d{1,5}(?:\.\d{1,3})?)$/u.exec(text)
  if (single === null) return meaning
  const [, direction, equal] = single
  const bound = Number(single[3])
  if (direction === '') return { is: 'range', from: bound, to: bound }
  const side = direction === '>' ? { from: bound } : { to: bound }
  return equal === '=' ? { is: 'range', ...side } : { is: 'range', ...side, open: true }
}

export function inRange({ from, to, open }: RangeValue, number: number): boolean {
  if (Number.isNaN(number)) return false
  if (from !== undefined && (open === true ? number <= from : number < from)) return false
  return to === undefined || (open === true ? number < to : number <= to)
}

/* Values are data; what they compile to is kept beside them, as long as they live. */
const patterns = new WeakMap<FilterValue, RE2JS>()
const globs = new WeakMap<FilterValue, Glob>()

export function patternFound(value: PatternValue, text: string): boolean {
  const pattern = patterns.get(value) ?? compiled(value.source)
  patterns.set(value, pattern)
  return pattern.test(text)
}

export function anyPathMatches(value: TextValue, paths: readonly string[]): boolean {
  const glob = globs.get(value) ?? readGlob(value.text)
  globs.set(value, glob)
  return paths.some((path) => globMatches(glob, path))
}

function compiled(source: string): RE2JS {
  return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE)
}
