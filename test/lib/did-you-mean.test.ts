import { describe, expect, test } from 'vitest'
import { didYouMean, didYouMeanHint, typosBetween } from '#src/lib/did-you-mean.ts'

const names = ['help', 'subscribe', 'unsubscribe', 'subscriptions', 'preview', 'top-contributors', 'status', 'why']

describe('didYouMean', () => {
  test.each([
    ['subscrib', 'subscribe'],
    ['subcsribe', 'subscribe'],
    ['SUBSCRIBE', 'subscribe'],
    ['statsu', 'status'],
    ['prewiew', 'preview'],
    ['top', 'top-contributors'],
    ['unsub', 'unsubscribe'],
  ])('%s was meant as %s', (typed, meant) => {
    expect(didYouMean(typed, names)).toBe(meant)
  })

  test.each(['digest', 'frobnicate', '', 'x'])('says nothing about %j', (typed) => {
    expect(didYouMean(typed, names)).toBeUndefined()
    expect(didYouMeanHint(typed, names)).toBe('')
  })

  test('a megabyte of a word costs nothing', () => {
    expect(didYouMean('a'.repeat(1_000_000), names)).toBeUndefined()
  })
})

test('swapped, replaced, missing and extra letters count one each', () => {
  expect(typosBetween('arch', 'arhc')).toBe(1)
  expect(typosBetween('arch', 'orch')).toBe(1)
  expect(typosBetween('arch', 'ach')).toBe(1)
  expect(typosBetween('arch', 'aarch')).toBe(1)
  expect(typosBetween('', 'arch')).toBe(4)
})
