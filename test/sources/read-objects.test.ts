import { array, assert, asyncProperty, constant, integer, oneof, record } from 'fast-check'
import { expect, test } from 'vitest'
import { readObjects } from '#adapters/public-inbox/read-objects.ts'

const head = 256 * 1024
const largest = 300_000

const found = record({ size: oneof(integer({ min: 0, max: 2000 }), integer({ min: largest - 1, max: largest + 1 })) })
const answer = oneof(found, constant('missing' as const))

function printed(at: number, size: number): Buffer {
  return Buffer.concat([Buffer.from(`${size} ${at} x\n`), Buffer.alloc(size, at + 1), Buffer.from('\n')])
}

/** Pieces as a pipe gives them: each in memory of its own. */
async function* inPieces(whole: Buffer, piece: number): AsyncIterable<Buffer> {
  for (let at = 0; at < whole.length; at += piece)
    yield Buffer.from(new Uint8Array(whole.subarray(at, at + piece)).buffer)
}

test('objects come out whole, or their heads, however they are cut and whenever they are released', async () => {
  await assert(
    asyncProperty(
      array(answer, { maxLength: 8 }),
      oneof(integer({ min: 1000, max: 3000 }), constant(65_536)),
      integer({ min: 0, max: 3 }),
      async (answers, piece, waiting) => {
        const output = answers.map((one, at) =>
          one === 'missing' ? Buffer.from('abc:m missing\n') : printed(at, one.size),
        )
        const objects = readObjects(inPieces(Buffer.concat(output), piece), largest)
        const wanted = answers.flatMap((one, at) => (one === 'missing' ? [] : [{ at, size: one.size }]))
        const held: { readonly bytes: Buffer; readonly at: number; readonly release: () => void }[] = []
        for await (const { header, bytes, size, release } of objects) {
          const next = wanted.shift()
          expect(size).toBe(next?.size)
          expect(header).toEqual([String(next?.at), 'x'])
          expect(bytes.length).toBe(size > largest ? head : size)
          held.push({ bytes, at: next?.at ?? 0, release })
          // Those that are still held are as they were.
          for (const { bytes: before, at } of held) expect(before.every((byte) => byte === at + 1)).toBe(true)
          for (const { release: letGo } of held.splice(0, held.length - waiting)) letGo()
        }
        expect(wanted).toEqual([])
      },
    ),
    { numRuns: 60 },
  )
})
