import { array, assert, boolean, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { growingBuffer } from '#src/lib/growing-buffer.ts'

const step = record({
  count: integer({ min: 0, max: 700_000 }),
  drop: integer({ min: 0, max: 100 }),
  inPlace: boolean(),
})

test('bytes come out as they went in, and what was given out stays as it was', () => {
  assert(
    property(array(step, { maxLength: 12 }), (steps) => {
      const held = growingBuffer()
      let expected = Buffer.alloc(0)
      const given: { readonly view: Buffer; readonly copy: Buffer }[] = []
      for (const [at, { count, drop, inPlace }] of steps.entries()) {
        const chunk = Buffer.alloc(count, at + 1)
        if (inPlace) held.took(chunk.copy(held.room(count)))
        else held.append(chunk)
        expected = Buffer.concat([expected, chunk])
        const gone = Math.floor((expected.length * drop) / 100)
        given.push({ view: held.bytes(), copy: Buffer.from(expected) })
        held.drop(gone)
        expected = expected.subarray(gone)
        expect(held.length).toBe(expected.length)
      }
      for (const { view, copy } of given) expect(view.equals(copy)).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('the middle of what is too long can be left out', () => {
  const held = growingBuffer()
  held.append(Buffer.from('head middle tail'))
  expect(held.cutMiddle(4, 4)).toBe(8)
  expect(held.bytes().toString()).toBe('headtail')
  expect(held.cutMiddle(4, 4)).toBe(0)
})
