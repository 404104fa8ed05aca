import type { FilterFacts } from '#src/events/filter-facts.ts'
import type { WrittenValue } from '#src/events/filter-terms.ts'
import { anyPathMatches, inRange, patternFound, readPattern, readRange } from '#src/events/filter-value.ts'
import type { FilterValue, TextValue } from '#src/events/filter-value.ts'
import { didYouMean } from '#src/lib/did-you-mean.ts'
import { folded, hasAllWords, hasPhrase, wordsOf } from '#src/lib/words.ts'
import { archNames } from '#src/tag/arch-names.ts'

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

interface KeyRules {
  /** Reads one written text, or says in words what is wrong with it. */
  readonly read: (text: string) => FilterValue | string
  readonly hasText?: (facts: FilterFacts, text: string) => boolean
  /** What `/patterns/` are run over. */
  readonly searched?: (facts: FilterFacts) => string
  readonly number?: (facts: FilterFacts) => number
}

const rules: Readonly<Record<FilterKey, KeyRules>> = {
  arch: { read: (text) => oneOf(text, archNames, archAliases), hasText: ({ archs }, text) => archs.includes(text) },
  subsystem: {
    read: readWords,
    hasText: ({ subsystems }, text) => subsystems.some((name) => hasAllWords(name, text)),
  },
  author: {
    read: readWords,
    hasText: ({ authors }, text) => authors.some(({ name, email }) => hasPhrase(name, text) || hasPhrase(email, text)),
    searched: ({ authors }) => authors.map(({ name, email }) => `${folded(name)} <${email}>`).join('\n'),
  },
  domain: { read: readDomain, hasText: ({ authors }, text) => authors.some(({ email }) => isWithin(email, text)) },
  path: { read: readPath },
  title: { read: readWords, hasText: ({ title }, text) => hasPhrase(title, text), searched: ({ title }) => title },
  list: {
    read: (text) => readToken(listId(text), 'a list has a name like kvm or kvm.vger.kernel.org'),
    hasText: ({ lists }, text) => lists.some((list) => listId(list) === text),
  },
  tree: {
    read: (text) => readToken(text.toLowerCase(), 'a tree is the word beside PATCH in a subject, like kvm-unit-tests'),
    hasText: ({ trees }, text) => trees.some((tree) => tree.toLowerCase() === text),
  },
  tag: { read: readTag, hasText: ({ tags }, text) => tags.includes(text) },
  version: {
    read: (text) => readRange(text.replace(/v(?=\d)/giu, ''), 'a version is a number like 3, or >2, >=2, <4, 2..4'),
    number: ({ version }) => Number(version),
  },
  size: {
    read: (text) => readRange(text, 'a size counts patches: 1, or >10, >=10, <4, 2..20'),
    number: ({ size }) => size,
  },
  kind: {
    read: (text) => oneOf(text, kindNames, {}),
    hasText: ({ kind, tags }, text) => (text === 'rfc' ? tags.includes('RFC') : kind === text),
  },
}

export function isFilterKey(key: string): key is FilterKey {
  return (filterKeys as readonly string[]).includes(key)
}

/** Reads one written value for its key, or says in words what is wrong with it. */
export function readValueOf(key: FilterKey, written: WrittenValue): FilterValue | string {
  return written.is === 'pattern' ? readPattern(written.text) : rules[key].read(written.text)
}

export function valueMatches(key: FilterKey, value: FilterValue, facts: FilterFacts): boolean {
  const { hasText, searched, number } = rules[key]
  if (value.is === 'pattern') return searched !== undefined && patternFound(value, searched(facts))
  if (value.is === 'range') return number !== undefined && inRange(value, number(facts))
  if (key === 'path') return anyPathMatches(value, facts.paths)
  return hasText?.(facts, value.text) ?? false
}

function oneOf(text: string, known: readonly string[], aliases: Readonly<Record<string, string>>): TextValue | string {
  const word = text.toLowerCase()
  if (known.includes(word)) return { is: 'text', text: word }
  const meant = Object.hasOwn(aliases, word) ? aliases[word] : didYouMean(word, known)
  return `there is no ${text}${meant === undefined ? '.' : `, did you mean ${meant}?`} Known: ${known.join(' ')}`
}

function readWords(text: string): TextValue | string {
  return wordsOf(text).length > 0 ? { is: 'text', text } : 'there is no word in it to look for'
}

function readDomain(text: string): TextValue | string {
  const domain = text.toLowerCase().replace(/^@/u, '')
  if (/^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+$/u.test(domain)) return { is: 'text', text: domain }
  return 'a domain is the part of an address after the @, like google.com'
}

function isWithin(email: string, domain: string): boolean {
  return `.${email.slice(email.lastIndexOf('@') + 1).toLowerCase()}`.endsWith(`.${domain}`)
}

function readPath(text: string): TextValue | string {
  if (/[{}[\]]/u.test(text)) return 'a path takes *, ** and ?; write several paths with commas'
  return text.replaceAll('/', '') === '' ? 'a path names a file or directory, like arch/x86/kvm' : { is: 'text', text }
}

function readTag(text: string): TextValue | string {
  if (/^[\p{L}\p{N}_-]+$/u.test(text)) return { is: 'text', text: text.toUpperCase() }
  return 'a tag is one word like RFC or RESEND'
}

function readToken(text: string, meaning: string): TextValue | string {
  return /^[\p{L}\p{N}._/+-]+$/u.test(text) ? { is: 'text', text } : meaning
}

/** kvm@vger.kernel.org and kvm.vger.kernel.org name the same list. */
function listId(text: string): string {
  return text.replace('@', '.').toLowerCase()
}
