import type { Buffer } from 'node:buffer'
import { chunkQueue } from '#adapters/public-inbox/chunk-queue.ts'
import { headOfLarge } from '#src/mail/mbox.ts'

export interface GitObject {
  /** What stands behind the size. */
  readonly header: readonly string[]
  /** Only its beginning where it is too large. */
  readonly bytes: Buffer
  readonly size: number
}

/**
 * The answers of `git cat-file --batch='%(objectsize) …'`: a line, the bytes, a line feed (git-cat-file(1), BATCH
 * OUTPUT). Objects that are missing are passed over. Of one above `largest` bytes only the head is kept.
 */
export async function* readObjects(output: AsyncIterable<Buffer>, largest: number): AsyncIterable<GitObject> {
  const queue = chunkQueue()
  let object: Omit<GitObject, 'bytes'> | undefined // that is being read
  let bytes: Buffer | undefined
  let left = 0 // of it, behind `bytes`
  for await (const chunk of output) {
    queue.add(chunk)
    for (;;) {
      if (object === undefined) {
        const line = queue.line()
        if (line === undefined) break
        const [size = '', ...header] = line.split(' ')
        // `<name> missing`: no object's name is a number.
        if (/^\d{1,15}$/.test(size)) object = { header, size: Number(size) }
        continue
      }
      if (bytes === undefined) {
        const wanted = object.size > largest ? Math.min(object.size, headOfLarge) : object.size
        if (queue.length < wanted) break
        bytes = queue.take(wanted)
        left = object.size + 1 - wanted
      }
      left -= queue.drop(left)
      if (left > 0) break
      yield { ...object, bytes }
      object = bytes = undefined
    }
  }
}
