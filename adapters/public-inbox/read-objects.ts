import { Buffer } from 'node:buffer'
import { growingBuffer } from '#src/lib/growing-buffer.ts'

export interface GitObject {
  readonly bytes: Buffer
  readonly size: number
}

const headOfLarge = 256 * 1024
const lineFeed = 0x0a

/**
 * The answers of `git cat-file --batch`: `<oid> blob <size>`, the bytes, a line feed; undefined for one that is missing
 * (gitformat: git-cat-file(1), BATCH OUTPUT). Of an object above `largest` bytes only the head is kept.
 */
export async function* readObjects(
  output: AsyncIterable<Buffer>,
  largest: number,
): AsyncIterable<GitObject | undefined> {
  const held = growingBuffer()
  let size: number | undefined // of the object that is being read
  let dropped = 0
  for await (const chunk of output) {
    held.append(chunk)
    for (;;) {
      const bytes = held.bytes()
      if (size === undefined) {
        const end = bytes.indexOf(lineFeed)
        if (end < 0) break
        const header = bytes.toString('latin1', 0, end)
        held.drop(end + 1)
        size = sizeIn(header)
        if (size === undefined) yield undefined
        continue
      }
      if (size > largest && bytes.length > headOfLarge && bytes.length + dropped <= size) {
        dropped += held.cutMiddle(headOfLarge, 0)
        break
      }
      if (bytes.length + dropped < size + 1) break
      const isLarge = size > largest
      const kept = bytes.subarray(0, isLarge ? Math.min(headOfLarge, size - dropped) : size)
      yield { bytes: isLarge ? Buffer.from(kept) : kept, size }
      held.drop(size + 1 - dropped)
      size = undefined
      dropped = 0
    }
  }
}

/** Undefined for `<name> missing`. */
function sizeIn(header: string): number | undefined {
  const size = / [a-z]+ (\d+)$/.exec(header)?.[1]
  return size === undefined ? undefined : Number(size)
}
