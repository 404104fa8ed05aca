import { Buffer } from 'node:buffer'
import { growingBuffer } from '#src/lib/growing-buffer.ts'

export interface GitObject {
  /** What stands behind the size. */
  readonly header: readonly string[]
  readonly bytes: Buffer
  readonly size: number
}

const headOfLarge = 256 * 1024
const lineFeed = 0x0a

/**
 * The answers of `git cat-file --batch='%(objectsize) …'`: a line, the bytes, a line feed (git-cat-file(1), BATCH
 * OUTPUT). Objects that are missing are passed over. Of one above `largest` bytes only the head is kept.
 */
export async function* readObjects(output: AsyncIterable<Buffer>, largest: number): AsyncIterable<GitObject> {
  const held = growingBuffer()
  let header: readonly string[] | undefined // of the object that is being read
  let size = 0
  let dropped = 0
  for await (const chunk of output) {
    held.append(chunk)
    for (;;) {
      const bytes = held.bytes()
      if (header === undefined) {
        const end = bytes.indexOf(lineFeed)
        if (end < 0) break
        const [first = '', ...rest] = bytes.toString('latin1', 0, end).split(' ')
        held.drop(end + 1)
        // `<name> missing`: no object's name is a number.
        if (/^\d{1,15}$/.test(first)) {
          header = rest
          size = Number(first)
        }
        continue
      }
      if (size > largest && bytes.length > headOfLarge && bytes.length + dropped <= size) {
        dropped += held.cutMiddle(headOfLarge, 0)
        break
      }
      if (bytes.length + dropped < size + 1) break
      const isLarge = size > largest
      const kept = bytes.subarray(0, isLarge ? Math.min(headOfLarge, size - dropped) : size)
      yield { header, bytes: isLarge ? Buffer.from(kept) : kept, size }
      held.drop(size + 1 - dropped)
      header = undefined
      dropped = 0
    }
  }
}
