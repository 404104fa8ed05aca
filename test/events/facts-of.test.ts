import { expect, test } from 'vitest'
import { factsOf } from '#src/events/facts-of.ts'
import { factWords } from '#src/events/fact-words.ts'
import { fuad, revisionOf, sean, summaryOf } from '#test/notice/summaries.ts'

test('a series is known by its sender and everybody who wrote a patch of it, each once', () => {
  const facts = factsOf(summaryOf(revisionOf(20)), 'kvm')
  expect(facts.authors).toEqual([sean, fuad])
  expect(facts.size).toBe(20)
  expect(facts.kind).toBe('series')
})

test('its lists are the configured name and the List-Ids', () => {
  const facts = factsOf(
    summaryOf(revisionOf(1), { lists: ['kvm.vger.kernel.org', 'linux-s390.vger.kernel.org'] }),
    'kvm',
  )
  expect(facts.lists).toEqual(['kvm', 'kvm.vger.kernel.org', 'linux-s390.vger.kernel.org'])
})

test('a renamed file is found by both its names', () => {
  const files = [{ path: 'arch/x86/kvm/vmx/new.c', oldPath: 'arch/x86/kvm/old.c', added: 1, removed: 1 }]
  expect(factsOf(summaryOf(revisionOf(1), { files }), 'kvm').paths).toEqual([
    'arch/x86/kvm/vmx/new.c',
    'arch/x86/kvm/old.c',
  ])
})

test('what a filter saw can be said in words', () => {
  const facts = factsOf(summaryOf(revisionOf(20, { tags: ['RFC'] })), 'kvm')
  expect(factWords('arch', facts)).toBe('the arch is x86')
  expect(factWords('author', facts)).toBe('the authors are Sean Christopherson, Fuad Tabba')
  expect(factWords('tree', facts)).toBe('it has no tree')
  expect(factWords('kind', facts)).toBe('the kind is series and rfc')
  expect(factWords('size', facts)).toBe('the size is 20')
})
