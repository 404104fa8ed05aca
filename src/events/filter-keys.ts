import { RE2JS } from 're2js'
import type { FilterFacts } from '#src/events/filter-facts.ts'
import type { WrittenValue } from '#src/events/filter-terms.ts'
import { writePattern, writeValue } from '#src/events/filter-terms.ts'
import { didYouMean } from '#src/lib/did-you-mean.ts'
import { globMatches, readGlob } from '#src/lib/glob.ts'
import type { Glob } from '#src/lib/glob.ts'
import { folded, hasAllWords, hasPhrase, wordsOf } from '#src/lib/words.ts'

/** In the order of the normal form. */
export const filterKeys = [
  'arch',
  'subsystem',
  'author',
  'domain',
  'path',
  'title',
  'list',
  'tree',
  'tag',
  'version',
  'size',
  'kind',
] as const
export type FilterKey = (typeof filterKeys)[number]

/** A value as its key understands it: plain data. */
export type FilterValue =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'pattern'; readonly source: string }
  /** Inclusive unless `open`; a side that is not there has no bound. */
  | { readonly is: 'range'; readonly from?: number; readonly to?: number; readonly open?: boolean }

export const archNames = ['x86', 'arm64', 'riscv', 's390', 'powerpc', 'loongarch', 'mips', 'generic'] as const
const kindNames = ['series', 'patch', 'pull', 'rfc'] as const

/** What else people call the archs; never taken silently, only suggested. */
const archAliases: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  arm: 'arm64',
  'risc-v': 'riscv',
  riscv64: 'riscv',
  s390x: 's390',
  ppc: 'powerpc',
  ppc64: 'powerpc',
  x86_64: 'x86',
  amd64: 'x86',
  i386: 'x86',
  intel: 'x86',
  amd: 'x86',
  loongarch64: 'loongarch',
  common: 'generic',
}

export function isFilterKey(key: string): key is FilterKey {
  return (filterKeys as readonly string[]).includes(key)
}

/** Reads one written value for its key, or says in words what is wrong with it. */
export function readValueOf(key: FilterKey, written: WrittenValue): FilterValue | string {
  const { text } = written
  if (written.is === 'pattern') return readPatternValue(text)
  switch (key) {
    case 'arch':
      return oneOf(text, archNames, archAliases)
    case 'kind':
      return oneOf(text, kindNames, {})
    case 'author':
    case 'title':
    case 'subsystem':
      return wordsOf(text).length > 0 ? { is: 'text', text } : 'there is no word in it to look for'
    case 'domain':
      return readDomain(text)
    case 'path':
      return readPath(text)
    case 'list':
      return readToken(text.replace('@', '.').toLowerCase(), 'a list has a name like kvm or kvm.vger.kernel.org')
    case 'tree':
      return readToken(text.toLowerCase(), 'a tree is the word beside PATCH in the subject, like kvm-unit-tests')
    case 'tag':
      return /^[\p{L}\p{N}_-]+$/u.test(text)
        ? { is: 'text', text: text.toUpperCase() }
        : 'a tag is one word like RFC or RESEND'
    case 'version':
      return readRange(text.replace(/\bv(?=\d)/giu, ''), 'a version is a number like 3, or >2, >=2, <4, 2..4')
    case 'size':
      return readRange(text, 'a size counts patches: 1, or >10, >=10, <4, 2..20')
  }
}

export function formatValue(value: FilterValue): string {
  if (value.is === 'text') return writeValue(value.text)
  if (value.is === 'pattern') return writePattern(value.source)
  const { from, to, open } = value
  if (from !== undefined && to !== undefined) return from === to ? String(from) : `${from}..${to}`
  if (from !== undefined) return `>${open === true ? '' : '='}${from}`
  return `<${open === true ? '' : '='}${to ?? 0}`
}

export function valueMatches(key: FilterKey, value: FilterValue, facts: FilterFacts): boolean {
  if (value.is === 'pattern') return patternOf(value).test(key === 'title' ? facts.title : authorText(facts))
  if (value.is === 'range') return inRange(value, key === 'size' ? facts.size : Number(facts.version))
  const { text } = value
  switch (key) {
    case 'arch':
      return facts.archs.includes(text)
    case 'kind':
      return text === 'rfc' ? facts.tags.includes('RFC') : facts.kind === text
    case 'subsystem':
      return facts.subsystems.some((name) => hasAllWords(name, text))
    case 'author':
      return facts.authors.some(({ name, email }) => hasPhrase(name, text) || hasPhrase(email, text))
    case 'domain':
      return facts.authors.some(({ email }) =>
        `.${email.slice(email.lastIndexOf('@') + 1).toLowerCase()}`.endsWith(`.${text}`),
      )
    case 'path':
      return facts.paths.some((path) => globMatches(globOf(value), path))
    case 'title':
      return hasPhrase(facts.title, text)
    case 'list':
      return facts.lists.some((list) => list.replace('@', '.').toLowerCase() === text)
    case 'tree':
      return facts.trees.some((tree) => tree.toLowerCase() === text)
    case 'tag':
      return facts.tags.includes(text)
    case 'version':
    case 'size':
      return false
  }
}

function authorText({ authors }: FilterFacts): string {
  return authors.map(({ name, email }) => `${folded(name)} <${email}>`).join('\n')
}

function readPatternValue(source: string): FilterValue | string {
  if (source === '') return 'the pattern between the slashes is empty'
  try {
    compiled(source)
    return { is: 'pattern', source }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return `this pattern cannot be run (${reason}); look-around and back references are not supported`
  }
}

function oneOf(
  text: string,
  known: readonly string[],
  aliases: Readonly<Record<string, string>>,
): FilterValue | string {
  const word = text.toLowerCase()
  if (known.includes(word)) return { is: 'text', text: word }
  const meant = aliases[word] ?? didYouMean(word, known)
  return `there is no ${text}${meant === undefined ? '' : `, did you mean ${meant}?`} Known: ${known.join(' ')}`
}

function readDomain(text: string): FilterValue | string {
  const domain = text.toLowerCase().replace(/^@/u, '')
  if (/^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+$/u.test(domain)) return { is: 'text', text: domain }
  return 'a domain is the part of an address after the @, like google.com'
}

function readPath(text: string): FilterValue | string {
  if (/[{}[\]]/u.test(text)) return 'a path takes *, ** and ?; write several paths with commas'
  return text.replaceAll('/', '') === '' ? 'a path names a file or directory, like arch/x86/kvm' : { is: 'text', text }
}

function readToken(text: string, meaning: string): FilterValue | string {
  return /^[\p{L}\p{N}._/+-]+$/u.test(text) ? { is: 'text', text } : meaning
}

function readRange(text: string, meaning: string): FilterValue | string {
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

function inRange(range: FilterValue & { is: 'range' }, number: number): boolean {
  const { from, to, open } = range
  if (Number.isNaN(number)) return false
  if (from !== undefined && (open === true ? number <= from : number < from)) return false
  return !(to !== undefined && (open === true ? number >= to : number > to))
}

/* Values are data; what they compile to is kept beside them, as long as they live. */
const patterns = new WeakMap<FilterValue, RE2JS>()
const globs = new WeakMap<FilterValue, Glob>()

function compiled(source: string): RE2JS {
  return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE)
}

function patternOf(value: FilterValue & { is: 'pattern' }): RE2JS {
  const known = patterns.get(value) ?? compiled(value.source)
  patterns.set(value, known)
  return known
}

function globOf(value: FilterValue & { is: 'text' }): Glob {
  const known = globs.get(value) ?? readGlob(value.text)
  globs.set(value, known)
  return known
}
