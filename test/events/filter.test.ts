import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filterKeys } from '#src/events/filter-keys.ts'
import { archNames } from '#src/tag/arch-names.ts'
import type { FilterKey } from '#src/events/filter-keys.ts'
import { clauseThatFails, formatClause, formatFilter, matchesFilter, parseFilter } from '#src/events/filter.ts'
import type { Filter } from '#src/events/filter.ts'
import { twoArchs } from '#test/events/facts.ts'

function filterOf(text: string): Filter {
  const parsed = parseFilter(text)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.filter
}

function errorOf(text: string): string {
  const parsed = parseFilter(text)
  return parsed.ok ? `taken as ${formatFilter(parsed.filter) || 'everything'}` : parsed.error
}

describe('a filter takes', () => {
  test.each([
    'arch:arm64',
    'arch:s390,arm64',
    'arch:x86 arch:arm64',
    '-arch:s390',
    'subsystem:"KVM x86"',
    'subsystem:kvm/arm64',
    'author:sean',
    'author:"Sean Christopherson"',
    'author:seanjc@google.com',
    'author:cedric',
    'author:/^sean|thomas/',
    'domain:google.com',
    'domain:ibm.com',
    'path:arch/x86/kvm',
    'path:arch/*/kvm/vgic/**',
    'path:*.rst',
    'title:nested',
    'title:"tdp walker"',
    'title:/lock(less|free)/',
    'title:/x86/mmu/',
    'list:kvm',
    'list:kvmarm@lists.linux.dev',
    'tree:KVM-unit-tests',
    'tag:rfc',
    'version:3',
    'version:v3',
    'version:>=2',
    'version:2..4',
    'size:>10',
    'size:20',
    'kind:series',
    'kind:rfc',
    '-kind:pull -author:nobody size:<=20',
    'all',
    '',
  ])('%j', (text) => {
    expect(matchesFilter(filterOf(text), twoArchs)).toBe(true)
  })
})

describe('a filter leaves out', () => {
  test.each([
    'arch:s390',
    'arch:arm64 arch:s390',
    '-arch:x86',
    'subsystem:vfio',
    'author:sea',
    'author:"Christopherson Sean"',
    'domain:oogle.com',
    'domain:le.com',
    'path:arch/x86/kvm/*.c',
    'path:virt/kvm',
    'title:nest',
    'title:/^walker/',
    'list:qemu',
    'tree:net-next',
    'tag:RESEND',
    '-tag:RFC',
    'version:1',
    'version:>3',
    'size:<20',
    'kind:patch',
    '-kind:rfc',
  ])('%j', (text) => {
    expect(matchesFilter(filterOf(text), twoArchs)).toBe(false)
  })
})

describe('case does not count', () => {
  test.each([
    'list:KVMARM@Lists.Linux.dev',
    'list:kvmarm.lists.linux.dev',
    'tree:Kvm-Unit-Tests',
    'tree:kvm-unit-tests',
  ])('in %j, nor in what it is compared with', (text) => {
    expect(matchesFilter(filterOf(text), twoArchs)).toBe(true)
    const shouted = { ...twoArchs, lists: ['KVMARM.lists.linux.DEV'], trees: ['KVM-Unit-Tests'] }
    expect(matchesFilter(filterOf(text), shouted)).toBe(true)
  })
})

describe('versions that are no whole numbers', () => {
  test('5.5 lies between 5 and 6', () => {
    expect(matchesFilter(filterOf('version:>5'), { ...twoArchs, version: '5.5' })).toBe(true)
    expect(matchesFilter(filterOf('version:5.5'), { ...twoArchs, version: '5.5' })).toBe(true)
    expect(matchesFilter(filterOf('version:6'), { ...twoArchs, version: '5.5' })).toBe(false)
  })

  test('one that is no number at all is nowhere', () => {
    expect(matchesFilter(filterOf('version:>=0'), { ...twoArchs, version: 'next' })).toBe(false)
  })
})

describe('what cannot be read is an error that says what is meant', () => {
  test.each([
    ['arhc:arm64', 'did you mean arch:?'],
    ['archs:arm64', 'did you mean arch:?'],
    ['label:x', 'Keys: arch subsystem author'],
    ['arch:amr64', 'did you mean arm64?'],
    ['arch:aarch64', 'did you mean arm64?'],
    ['arch:ppc', 'did you mean powerpc?'],
    ['arch:sparc', 'Known: x86 arm64'],
    ['arch:constructor', 'Known: x86 arm64'],
    ['kind:serie', 'did you mean series?'],
    ['arm64', 'did you mean arch:arm64?'],
    ['-arm64', 'did you mean -arch:arm64?'],
    ['mmu', 'did you mean title:mmu?'],
    ['“arch:arm64”', 'did you mean arch:arm64?'],
    ['“dirty ring”', 'did you mean title:"dirty ring"?'],
    ['-"arch:arm64"', 'did you mean -arch:arm64?'],
    ['&', 'no key stands before &: write one, such as arch:arm64'],
    ['--arch:arm64', 'two dashes stand before arch: write -arch: to leave it out, arch: to take it'],
    ['all -tag:rfc', 'no key stands before all: all takes everything and stands alone, leave it out'],
    ['arch:', 'no value'],
    ['arch:arm64, x86', 'without spaces'],
    ['arch: arm64', 'no value'],
    ['title:""', 'no value'],
    ['title:...', 'no word'],
    ['title:"nested virt', 'never closed'],
    ['title:"nested"virt', 'after the closing quote'],
    ['title:/(unclosed/', 'cannot be run'],
    ['title:/a(?=b)/', 'look-around'],
    ['title:/(a)\\1/', 'cannot be run'],
    ['title:/(a{1000}){1000}/', 'cannot be run'],
    ['title://', 'no value'],
    ['size:big', 'a size counts patches'],
    ['size:9..2', 'write 2..9'],
    ['version:latest', 'a version is a number'],
    ['domain:google', 'like google.com'],
    ['path:{a}', 'several paths with commas'],
    ['path:/', 'names a file or directory'],
    ['tag:"two words"', 'one word'],
    ['-', 'a dash alone'],
    ['-all', 'no key'],
    ['all arch:arm64', 'no key'],
    ['x'.repeat(1001), 'too long'],
  ])('%j', (text, says) => {
    expect(errorOf(text)).toContain(says)
  })
})

describe('what keyboards and chat programs do to a filter', () => {
  test('curly quotes, no-break spaces and long dashes are what was typed', () => {
    expect(formatFilter(filterOf('subsystem:“KVM x86”\u00a0—author:bot –tag:rfc'))).toBe(
      'subsystem:"KVM x86" -author:bot -tag:RFC',
    )
  })
})

describe('the normal form', () => {
  test.each([
    ['-tag:rfc ARCH:X86,arm64 arch:arm64,x86', 'arch:arm64,x86 -tag:RFC'],
    ['version:v03 size:=5', 'version:3 size:5'],
    ['domain:@Google.COM', 'domain:google.com'],
    ['title:/x86\\/mmu/i', 'title:/x86\\/mmu/'],
    ['title:a,a', 'title:a'],
    ['list:kvm@vger.kernel.org', 'list:kvm.vger.kernel.org'],
    ['everything', ''],
  ])('of %j is %j', (text, normal) => {
    expect(formatFilter(filterOf(text))).toBe(normal)
  })

  test('parse and format undo each other, whatever the values hold', () => {
    fc.assert(
      fc.property(fc.array(anyTerm, { maxLength: 5 }), (terms) => {
        const parsed = parseFilter(terms.join(' '))
        if (!parsed.ok) throw new Error(`${parsed.error} in ${terms.join(' ')}`)
        const text = formatFilter(parsed.filter)
        expect(parseFilter(text)).toEqual({ ok: true, filter: parsed.filter })
        expect(formatFilter(filterOf(text))).toBe(text)
      }),
      { seed: 20261122, numRuns: 2000 },
    )
  })

  test('no text whatever throws, or becomes the filter that takes everything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), grammarNoise), (text) => {
        const parsed = parseFilter(text)
        const saysAll = /^\s*(?:all|everything)?\s*$/iu.test(text)
        expect(parsed.ok && parsed.filter.length === 0).toBe(saysAll)
      }),
      { seed: 20261122, numRuns: 3000 },
    )
  })
})

test('what is offered instead can be read', () => {
  fc.assert(
    fc.property(fc.oneof(words, words.map(quoted)), (text) => {
      const parsed = parseFilter(text)
      const meant = parsed.ok ? undefined : /^no key stands before .*, did you mean (.*)\?$/su.exec(parsed.error)?.[1]
      expect(meant === undefined || parseFilter(meant).ok).toBe(true)
    }),
    { seed: 20261130, numRuns: 3000 },
  )
})

test('the clause that keeps a series out can be named', () => {
  const failing = clauseThatFails(filterOf('arch:arm64 -tag:rfc'), twoArchs)
  expect(failing && formatClause(failing)).toBe('-tag:RFC')
  expect(clauseThatFails(filterOf('arch:arm64'), twoArchs)).toBeUndefined()
})

test('a pattern that repeats more than it may is refused, whatever it is made of; usual ones are taken', () => {
  for (const wrong of [`${'(.{0,1000})'.repeat(80)}z`, `(${'ab'.repeat(50)}){900}`, `((${'a'.repeat(60)}){30}){30}`]) {
    expect(parseFilter(`title:/${wrong}/`)).toMatchObject({
      ok: false,
      error: expect.stringContaining('this pattern repeats too much: write smaller numbers between { and }'),
    })
  }
  for (const right of ['.{0,1000}z', '[0-9a-f]{12,40} v\\d{1,3}', 'a{,5}', 'x{2}y{3}z{4}']) {
    expect(parseFilter(`title:/${right}/`)).toMatchObject({ ok: true })
  }
})

test('a filter that was read before is the same one, so that its pattern is compiled once', () => {
  expect(parseFilter('title:/vgic|its/')).toBe(parseFilter('title:/vgic|its/'))
})

test('a pattern made to explode runs in no time over a long title', () => {
  const filter = filterOf('title:/(a+)+b$/ author:/(x|xx)+y$/')
  const facts = { ...twoArchs, title: 'a'.repeat(50_000), authors: [{ name: 'x'.repeat(50_000), email: 'x@y' }] }
  const started = performance.now()
  expect(matchesFilter(filter, facts)).toBe(false)
  expect(performance.now() - started).toBeLessThan(10_000)
})

test('a filter of many values is read in no time', () => {
  const started = performance.now()
  parseFilter('a:'.repeat(500))
  parseFilter('"'.repeat(1000))
  parseFilter('title:/'.repeat(140))
  expect(performance.now() - started).toBeLessThan(5000)
})

const troublesome = Array.from('abKVM019 :,"\\/-“”.*—\u00a0é日')
const words = fc.string({ unit: fc.constantFrom(...troublesome), minLength: 1, maxLength: 12 })
const someWord = words.map((text) => `x${text}`)

function quoted(text: string): string {
  return `"${text.replace(/["“”„‟\\]/gu, '\\$&')}"`
}

const valueOf: Readonly<Record<FilterKey, fc.Arbitrary<string>>> = {
  arch: fc.constantFrom(...archNames, 'X86'),
  subsystem: someWord.map(quoted),
  author: fc.oneof(someWord.map(quoted), fc.constantFrom('/^sean\\/x/', '/a, b/i')),
  domain: fc.constantFrom('google.com', '@Linux.IBM.com'),
  path: someWord.map(quoted),
  title: fc.oneof(someWord.map(quoted), fc.constantFrom('/x86/mmu/', '/"quoted" text/', '/a\\\\\\/b/', '/\\w+:/')),
  list: fc.constantFrom('kvm', 'kvm@vger.kernel.org'),
  tree: fc.constantFrom('net-next', '6.12', 'KVM-Unit-Tests'),
  tag: fc.constantFrom('rfc', 'RESEND'),
  version: fc.constantFrom('3', 'v2', '>=2', '<5.5', '2..4', '=1'),
  size: fc.constantFrom('1', '>10', '<=3', '2..20'),
  kind: fc.constantFrom('series', 'patch', 'pull', 'RFC'),
}

const anyTerm = fc
  .constantFrom(...filterKeys)
  .chain((key) =>
    fc
      .tuple(fc.constantFrom('', '-', '—'), fc.array(valueOf[key], { minLength: 1, maxLength: 3 }))
      .map(([not, values]) => `${not}${key}:${values.join(',')}`),
  )

const grammarNoise = fc
  .array(fc.constantFrom('arch:', 'title:', 'all', '-', ',', '"', '/', ' ', 'arm64', '\\', '“', ':', 'size:>'), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''))
