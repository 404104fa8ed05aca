import { array, assert, asyncProperty, constant, integer, oneof, record } from 'fast-check'
import { expect, test } from 'vitest'
import type { GitObject } from '#adapters/public-inbox/read-objects.ts'
import { CutShort, readObjects } from '#adapters/public-inbox/read-objects.ts'

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

function isIntact({ bytes, header: [at] }: GitObject): boolean {
  return bytes.every((byte) => byte === Number(at) + 1)
}

test('objects come out whole, or their heads, however they are cut and whenever they are released', async () => {
  await assert(
    asyncProperty(
      array(answer, { maxLength: 8 }),
      oneof(integer({ min: 1000, max: 3000 }), constant(65_536)),
      integer({ min: 0, max: 3 }),
      async (answers, piece, waiting) => {
        const output = answers.map((one, at) =>
          one === 'missing' ? Buffer.from(`${at}:m missing\n`) : printed(at, one.size),
        )
        const got: object[] = []
        const held: GitObject[] = []
        for await (const object of readObjects(inPieces(Buffer.concat(output), piece), largest)) {
          if ('missing' in object) got.push(object)
          else {
            const { size, header, bytes } = object
            got.push({ size, header, length: bytes.length })
            held.push(object)
          }
          // Those that are still held are as they were.
          expect(held.every(isIntact)).toBe(true)
          for (const { release } of held.splice(0, held.length - waiting)) release()
        }
        expect(got).toEqual(
          answers.map((one, at) =>
            one === 'missing'
              ? { missing: `${at}:m` }
              : { size: one.size, header: [String(at), 'x'], length: one.size > largest ? head : one.size },
          ),
        )
      },
    ),
    { numRuns: 60 },
  )
})

test.each([5, 12, 31])('output that ends within an object is no end: after %i bytes of 32', async (length) => {
  const whole = Buffer.concat([printed(0, 9), printed(1, 9)])
  expect(whole).toHaveLength(32)
  const objects = readObjects(inPieces(whole.subarray(0, length), 7), largest)
  await expect(Array.fromAsync(objects)).rejects.toThrow(CutShort)
})
