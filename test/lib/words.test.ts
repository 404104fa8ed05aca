import { expect, test } from 'vitest'
import { hasAllWords, hasPhrase, wordsOf } from '#src/lib/words.ts'

test('words are runs of letters and digits, without case and accents', () => {
  expect(wordsOf('KVM: x86/mmu: Fix Cédric’s TDP-walker')).toEqual([
    'kvm',
    'x86',
    'mmu',
    'fix',
    'cedric',
    's',
    'tdp',
    'walker',
  ])
})

test('a phrase stands in one piece', () => {
  expect(hasPhrase('KVM: x86/mmu: Lockless TDP walker', 'tdp walker')).toBe(true)
  expect(hasPhrase('KVM: x86/mmu: Lockless TDP walker', 'x86: mmu')).toBe(true)
  expect(hasPhrase('KVM: x86/mmu: Lockless TDP walker', 'lockless walker')).toBe(false)
  expect(hasPhrase('nested virtualization', 'nest')).toBe(false)
  expect(hasPhrase('anything', '...')).toBe(false)
})

test('all words may stand anywhere', () => {
  expect(hasAllWords('KERNEL VIRTUAL MACHINE FOR X86 (KVM/x86)', 'kvm x86')).toBe(true)
  expect(hasAllWords('KERNEL VIRTUAL MACHINE (KVM)', 'kvm x86')).toBe(false)
  expect(hasAllWords('anything', '')).toBe(false)
})
