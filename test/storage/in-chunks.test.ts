import { array, assert, integer, property } from 'fast-check'
import { expect, test } from 'vitest'
import { inChunks, inSets } from '#src/storage/in-chunks.ts'

test('values of an IN come in few lengths, each value in one chunk', () => {
  const lengths = new Set<number>()
  assert(
    property(array(integer(), { maxLength: 300 }), (values) => {
      const sets = inSets(values)
      expect(sets.map((set) => [...new Set(set)])).toEqual(inChunks(values).map((chunk) => [...new Set(chunk)]))
      for (const { length } of sets) lengths.add(length)
    }),
  )
  expect([...lengths].every((length) => [1, 2, 4, 8, 16, 32, 50].includes(length))).toBe(true)
})
