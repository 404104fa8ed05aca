import { newestKept, type NewestKept } from '#src/lib/newest-kept.ts'
import { expressionOf, readFilePattern } from '#src/tag/file-pattern.ts'
import type { FilePattern } from '#src/tag/file-pattern.ts'

/* The kernel's MAINTAINERS file, matched as `get_maintainer.pl --subsystem --no-keywords` does. */

interface Section {
  readonly name: string
  /** Place in the file: sections that fit equally well keep its order (the script's own is random there). */
  readonly place: number
  readonly excludes: readonly FilePattern[]
}

interface PlacedPattern extends FilePattern {
  readonly section: Section
  /** Place of the line: of several that match in one section the last one decides how specific it is. */
  readonly line: number
}

/** The table, indexed by directory so that a path is compared with the few patterns that can match it. */
export interface Maintainers {
  readonly byDirectory: ReadonlyMap<string, readonly PlacedPattern[]>
  /** `N:` lines: expressions over the whole path. */
  readonly byExpression: readonly { readonly section: Section; readonly expression: RegExp; readonly line: number }[]
}

/** The kernel's section for everything (`F: *`). */
const theRest = 'THE REST'

/** Linux' PATH_MAX; what is longer is no path, and expressions shall not run over it. */
const longestPath = 4096

/** Reads the text of a MAINTAINERS file. Lines it does not know are passed over; an empty text is an empty table. */
export function readMaintainers(text: string): Maintainers {
  const byDirectory = new Map<string, PlacedPattern[]>()
  const byExpression: { section: Section; expression: RegExp; line: number }[] = []
  for (const { name, fields, place } of sectionsOf(text)) {
    const section: Section = { name, place, excludes: linesOf(fields, 'X').map(({ value }) => readFilePattern(value)) }
    for (const { value, line } of linesOf(fields, 'F')) {
      const pattern = { ...readFilePattern(value), section, line }
      const others = byDirectory.get(pattern.directory)
      if (others === undefined) byDirectory.set(pattern.directory, [pattern])
      else others.push(pattern)
    }
    for (const { value, line } of linesOf(fields, 'N')) {
      // Perl's /x: white space and comments in the expression mean nothing.
      const expression = expressionOf(value.replaceAll(/\s+#.*$|\s/g, ''))
      if (expression !== undefined) byExpression.push({ section, expression, line })
    }
  }
  return { byDirectory, byExpression }
}

/**
 * The sections that paths belong to, in the paths' order, most specific first for each, every name once.
 * `THE REST` only where nothing else matches.
 */
export function subsystemsOf(paths: readonly string[], maintainers: Maintainers): string[] {
  const names = new Set<string>()
  for (const path of paths) for (const name of keptSections(path, maintainers)) names.add(name)
  if (names.size > 1) names.delete(theRest)
  return [...names]
}

/** The same few files are touched again and again; of so many paths the sections are remembered. */
const mostKept = 20_000
const kept = new WeakMap<Maintainers, NewestKept<string, readonly string[]>>()

function keptSections(path: string, maintainers: Maintainers): readonly string[] {
  const paths = kept.get(maintainers) ?? newestKept<string, readonly string[]>(mostKept)
  kept.set(maintainers, paths)
  const known = paths.get(path)
  if (known !== undefined) return known
  const sections = sectionsOfPath(path, maintainers)
  paths.set(path, sections)
  return sections
}

/** Every section of one path as get_maintainer.pl prints them, `THE REST` included; equally deep ones by length. */
export function sectionsOfPath(path: string, maintainers: Maintainers): string[] {
  return fittingSections(path, maintainers).map(({ name }) => name)
}

/** Sections with the depth of the pattern that fits, deepest first. Equally deep ones the script prints at random. */
export function fittingSections(path: string, maintainers: Maintainers): { name: string; depth: number }[] {
  if (path.length > longestPath) return []
  const fits = new Map<Section, Fit>()
  for (const directory of directoriesAbove(path)) {
    for (const pattern of maintainers.byDirectory.get(directory) ?? []) {
      if (pattern.matches(path) && !isExcluded(path, pattern.section)) noteFit(fits, pattern, pattern)
    }
  }
  for (const entry of maintainers.byExpression) {
    if (entry.expression.test(path) && !isExcluded(path, entry.section)) noteFit(fits, entry, { depth: 0, length: 0 })
  }
  return [...fits]
    .sort(
      ([left, fit], [right, other]) => other.depth - fit.depth || other.length - fit.length || left.place - right.place,
    )
    .map(([section, { depth }]) => ({ name: section.name, depth }))
}

interface Fit {
  readonly depth: number
  readonly length: number
  readonly line: number
}

function noteFit(
  fits: Map<Section, Fit>,
  { section, line }: { section: Section; line: number },
  { depth, length }: Pick<Fit, 'depth' | 'length'>,
): void {
  const before = fits.get(section)
  if (before === undefined || before.line < line) fits.set(section, { depth, length, line })
}

function isExcluded(path: string, section: Section): boolean {
  return section.excludes.some((pattern) => pattern.matches(path))
}

/** '', 'a/', 'a/b/' for `a/b/c`. */
function directoriesAbove(path: string): string[] {
  const directories = ['']
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) directories.push(path.slice(0, at + 1))
  return directories
}

interface RawSection {
  readonly name: string
  readonly place: number
  readonly fields: readonly string[]
}

/** A section is a line of prose followed by `X: value` lines; the last line of prose before them is its name. */
function sectionsOf(text: string): RawSection[] {
  const sections: RawSection[] = []
  let name = ''
  let fields: string[] = []
  for (const line of text.split('\n')) {
    if (/^[A-Z]:/.test(line)) {
      fields.push(line)
    } else if (line.trim() !== '' && !/^\s*#/.test(line)) {
      keep()
      name = line.trim()
    }
  }
  keep()
  return sections

  function keep(): void {
    if (fields.length > 0) sections.push({ name, place: sections.length, fields })
    fields = []
  }
}

function linesOf(fields: readonly string[], letter: string): { value: string; line: number }[] {
  return fields.flatMap((field, line) =>
    field.startsWith(`${letter}:`) ? [{ value: field.slice(2).trim(), line }] : [],
  )
}
