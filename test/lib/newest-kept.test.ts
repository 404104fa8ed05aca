import { expect, test } from 'vitest'
import { newestKept } from '#src/lib/newest-kept.ts'

test('what was used last is kept, the rest forgotten', () => {
  const kept = newestKept<string, number>(2)
  kept.set('a', 1)
  kept.set('b', 2)
  expect(kept.get('a')).toBe(1)
  kept.set('c', 3)
  expect(['a', 'b', 'c'].map((key) => kept.get(key))).toEqual([1, undefined, 3])
  kept.set('c', 4)
  expect(kept.get('a')).toBe(1)
  expect(kept.get('c')).toBe(4)
})

test('what is forgotten leaves room for another', () => {
  const kept = newestKept<string, number>(2)
  kept.set('a', 1)
  kept.set('b', 2)
  kept.forget('b')
  kept.set('c', 3)
  expect(['a', 'b', 'c'].map((key) => kept.get(key))).toEqual([1, undefined, 3])
})
