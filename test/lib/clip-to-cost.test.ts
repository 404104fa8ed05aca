import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { clipToCost } from '#src/lib/clip-to-cost.ts'

/** Of any code units, lone surrogates among them. */
const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) })

const entities = (text: string): number => text.replaceAll('&', '&amp;').length

test('what fits stays as it is', () => {
  expect(clipToCost('a & b', 9, entities)).toBe('a & b')
})

test('what costs more than there is room is cut where the room ends, and says so', () => {
  expect(clipToCost('a & b', 8, entities)).toBe('a &…')
  expect(clipToCost('&&&&', 11, entities)).toBe('&&…')
  expect(clipToCost('abc', 1, (text) => text.length)).toBe('…')
  expect(clipToCost('abc', 0, (text) => text.length)).toBe('')
})

test('never costs more than the room, never tears a pair, and keeps a beginning', () => {
  fc.assert(
    fc.property(anyText, fc.nat(60), (text, room) => {
      const clipped = clipToCost(text, room, entities)
      expect(entities(clipped)).toBeLessThanOrEqual(room)
      expect(clipped.isWellFormed() || !text.isWellFormed()).toBe(true)
      expect(clipped === text || text.startsWith(clipped.replace(/…$/u, ''))).toBe(true)
    }),
    { seed: 7 },
  )
})
