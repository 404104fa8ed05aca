import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clip, clipSentence, oneLine } from '#src/lib/clip.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 200 })
const seed = 20261122

describe('clip', () => {
  test('leaves a text that fits as it is', () => {
    expect(clip('KVM: x86: Fix it', 16)).toBe('KVM: x86: Fix it')
  })

  test('cuts between words and never inside one', () => {
    expect(clip('KVM: x86/mmu: Lockless TDP walker', 28)).toBe('KVM: x86/mmu: Lockless TDP…')
    expect(clip('KVM: x86/mmu: Lockless TDP walker', 27)).toBe('KVM: x86/mmu: Lockless TDP…')
    expect(clip('KVM: x86/mmu: Lockless TDP walker', 26)).toBe('KVM: x86/mmu: Lockless…')
  })

  test('drops the punctuation that a cut leaves hanging', () => {
    expect(clip('vfio: pci: Fix (in part) the reset', 18)).toBe('vfio: pci: Fix…')
    expect(clip('fast, small, right', 13)).toBe('fast, small…')
  })

  test('cuts a word that alone is too long between graphemes', () => {
    expect(clip('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`)
    expect(clip('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 10)).toBe('👩‍👩‍👧…')
    expect(clip('𝒦𝒱𝑀𝒦𝒱𝑀', 6)).toBe('𝒦𝒱…')
    expect(clip('e\u0301'.repeat(10), 4)).toBe('e\u0301…')
  })

  test('is never longer than asked, never tears a surrogate pair, and is a beginning of the text', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 60 }), (text, most) => {
        const clipped = clip(text, most)
        expect(clipped.length).toBeLessThanOrEqual(most)
        expect(clipped.isWellFormed() || !text.isWellFormed()).toBe(true)
        expect(text.startsWith(clipped.replace(/…$/u, ''))).toBe(true)
      }),
      { seed },
    )
  })
})

describe('clipSentence', () => {
  test('ends with a whole sentence where one ends late enough', () => {
    expect(clipSentence('One is here. Two is here too. Three goes on.', 33)).toBe('One is here. Two is here too.')
  })

  test('cuts between words where the sentences are long', () => {
    expect(clipSentence('Short. But then a long one goes on and on and on', 30)).toBe('Short. But then a long one…')
  })
})

test('oneLine folds every kind of white space', () => {
  expect(oneLine('  KVM:\tx86\r\n fix\u00a0it ')).toBe('KVM: x86 fix it')
})

test('a line break of any kind is a blank in one line', () => {
  expect(oneLine(' KVM:\r\n fix\u0085applied\u2028by\u2029Paolo \v ')).toBe('KVM: fix applied by Paolo')
})
