import { array, assert, constant, constantFrom, integer, oneof, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { chunkQueue } from '#adapters/public-inbox/chunk-queue.ts'

type Queue = ReturnType<typeof chunkQueue>

interface Step {
  /** What the queue gives, and what it should, after the text that is left. */
  readonly run: (queue: Queue, text: string) => readonly [got: unknown, wanted: unknown, left: string]
}

const adding = string({ unit: constantFrom('a', 'b', '\n'), maxLength: 6 }).map((more): Step => ({
  run: (queue, text) => [queue.add(Buffer.from(more)), undefined, text + more],
}))
const taking = integer({ min: 0, max: 9 }).map((most): Step => ({
  run: (queue, text) => {
    const count = Math.min(most, text.length)
    return [queue.take(count).toString(), text.slice(0, count), text.slice(count)]
  },
}))
const dropping = integer({ min: 0, max: 9 }).map((count): Step => ({
  run: (queue, text) => [queue.drop(count), Math.min(count, text.length), text.slice(count)],
}))
const line: Step = {
  run: (queue, text) => {
    const end = text.indexOf('\n')
    return [queue.line(), end < 0 ? undefined : text.slice(0, end), text.slice(end + 1)]
  },
}

test('bytes come out as they went in, whatever the pieces and however they are asked for', () => {
  assert(
    property(array(oneof(adding, taking, dropping, constant(line)), { maxLength: 40 }), (steps) => {
      const queue = chunkQueue()
      let text = ''
      for (const { run } of steps) {
        const [got, wanted, left] = run(queue, text)
        expect(got).toBe(wanted)
        expect(queue.length).toBe(left.length)
        text = left
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
