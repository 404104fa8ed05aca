import { expect, test } from 'vitest'
import { headOfWidth, textWidth } from '#src/lib/text-width.ts'

test.each([
  ['KVM: x86', 8],
  ['日本語', 6],
  ['ｆｕｌｌ', 8],
  ['한국어', 6],
  ['Cédric', 6],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
  ['🟡 x', 4],
  ['−', 1],
  ['…', 1],
  ['', 0],
])('%s takes %i columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns)
})

test('a head never splits what a reader sees as one', () => {
  expect(headOfWidth('日本語', 5)).toBe('日本')
  expect(headOfWidth('a👩‍👩‍👧b', 2)).toBe('a')
  expect(headOfWidth('ae\u0301b', 2)).toBe('ae\u0301')
  expect(headOfWidth('abc', 9)).toBe('abc')
})
