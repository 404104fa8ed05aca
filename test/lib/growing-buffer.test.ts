import { array, assert, boolean, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { growingBuffer } from '#src/lib/growing-buffer.ts'

const step = record({
  count: integer({ min: 0, max: 700_000 }),
  drop: integer({ min: 0, max: 100 }),
  inPlace: boolean(),
  /** Views held that are let go after this step. */
  released: integer({ min: 0, max: 2 }),
})

test('bytes come out as they went in, and what is held stays as it was', () => {
  assert(
    property(array(step, { maxLength: 12 }), (steps) => {
      const held = growingBuffer()
      let expected = Buffer.alloc(0)
      const given: { readonly view: Buffer; readonly copy: Buffer; readonly release: () => void }[] = []
      for (const [at, { count, drop, inPlace, released }] of steps.entries()) {
        const chunk = Buffer.alloc(count, at + 1)
        if (inPlace) held.took(chunk.copy(held.room(count)))
        else held.append(chunk)
        expected = Buffer.concat([expected, chunk])
        const gone = Math.floor((expected.length * drop) / 100)
        given.push({ view: held.bytes(), copy: Buffer.from(expected), release: held.hold() })
        held.drop(gone)
        expected = expected.subarray(gone)
        expect(held.length).toBe(expected.length)
        for (const { view, copy } of given) expect(view.equals(copy)).toBe(true)
        for (const { release } of given.splice(0, released)) release()
      }
    }),
    { numRuns: 40 },
  )
})

test('memory that nobody holds any more is used again', () => {
  const held = growingBuffer()
  const stores = new Set<ArrayBufferLike>()
  for (let round = 0; round < 100; round++) {
    held.append(Buffer.alloc(100_000, round))
    stores.add(held.bytes().buffer)
    const release = held.hold()
    held.drop(held.length)
    release()
    release()
  }
  // The first is empty.
  expect(stores.size).toBeLessThanOrEqual(3)
})

test('the middle of what is too long can be left out', () => {
  const held = growingBuffer()
  held.append(Buffer.from('head middle tail'))
  expect(held.cutMiddle(4, 4)).toBe(8)
  expect(held.bytes().toString()).toBe('headtail')
  expect(held.cutMiddle(4, 4)).toBe(0)
})
