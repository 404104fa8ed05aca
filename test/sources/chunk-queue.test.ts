import { array, assert, constantFrom, integer, oneof, property, record, string } from 'fast-check'
import { expect, test } from 'vitest'
import { chunkQueue } from '#adapters/public-inbox/chunk-queue.ts'

const step = oneof(
  record({ do: constantFrom('add'), text: string({ unit: constantFrom('a', 'b', '\n'), maxLength: 6 }) }),
  record({ do: constantFrom('take', 'skip'), count: integer({ min: 0, max: 9 }) }),
  record({ do: constantFrom('line') }),
)

test('bytes come out as they went in, whatever the pieces and however they are asked for', () => {
  assert(
    property(array(step, { maxLength: 40 }), (steps) => {
      const queue = chunkQueue()
      let expected = ''
      for (const next of steps) {
        if ('text' in next) {
          queue.add(Buffer.from(next.text))
          expected += next.text
        } else if (!('count' in next)) {
          const end = expected.indexOf('\n')
          expect(queue.line()).toBe(end < 0 ? undefined : expected.slice(0, end))
          expected = expected.slice(end + 1)
        } else if (next.do === 'skip') {
          const gone = Math.min(next.count, expected.length)
          expect(queue.skip(next.count)).toBe(gone)
          expected = expected.slice(gone)
        } else if (next.count <= expected.length) {
          expect(queue.take(next.count).toString()).toBe(expected.slice(0, next.count))
          expected = expected.slice(next.count)
        }
        expect(queue.length).toBe(expected.length)
      }
    }),
  )
})

test('what lies in one piece is not copied, and what is not there yet is not given', () => {
  const queue = chunkQueue()
  const piece = Buffer.from('one piece')
  queue.add(piece)
  expect(queue.take(3).buffer).toBe(piece.buffer)
  expect(() => queue.take(7)).toThrow('1 bytes are not there yet')
})
