import { Buffer } from 'node:buffer'
import { growingBuffer } from '#src/lib/growing-buffer.ts'
import { headOfLarge } from '#src/mail/mbox.ts'

export interface GitObject {
  /** What stands behind the size. */
  readonly header: readonly string[]
  /** Only its beginning where it is too large. */
  readonly bytes: Buffer
  readonly size: number
  /** To be called when `bytes` are not needed any more, so that their memory may be used again. */
  readonly release: () => void
}

/** What git does not have, as it was asked for. */
export interface MissingObject {
  readonly missing: string
}

/** What git printed ended within an object. */
export class CutShort extends Error {
  constructor() {
    super('what git printed ended in the middle of a mail')
    this.name = 'CutShort'
  }
}

const lineFeed = 0x0a

/**
 * The answers of `git cat-file --batch='%(objectsize) …'`: a line, the bytes, a line feed (git-cat-file(1), BATCH
 * OUTPUT). Of an object above `largest` bytes only the head is kept. What `output` gives is used up. Throws CutShort
 * where it ends within an object.
 */
export async function* readObjects(
  output: AsyncIterable<Buffer> | Iterable<Buffer>,
  largest: number,
): AsyncIterable<GitObject | MissingObject> {
  const held = growingBuffer()
  let object: Pick<GitObject, 'header' | 'size'> | undefined // that is being read
  let dropped = 0 // of it
  for await (const chunk of output) {
    held.append(chunk)
    giveBack(chunk)
    for (;;) {
      const bytes = held.bytes()
      if (object === undefined) {
        const end = bytes.indexOf(lineFeed)
        if (end < 0) break
        const [size = '', ...header] = bytes.toString('latin1', 0, end).split(' ')
        held.drop(end + 1)
        // `<name> missing`: no object's name is a number.
        if (/^\d{1,15}$/.test(size)) object = { header, size: Number(size) }
        else yield { missing: size }
        continue
      }
      const { size } = object
      if (size > largest && bytes.length + dropped <= size) dropped += held.cutMiddle(headOfLarge, 0)
      if (held.length + dropped < size + 1) break
      const kept = bytes.subarray(0, size > largest ? Math.min(headOfLarge, size) : size)
      yield { ...object, bytes: size > largest ? Buffer.from(kept) : kept, release: held.hold() }
      held.drop(size + 1 - dropped)
      object = undefined
      dropped = 0
    }
  }
  if (object !== undefined || held.length > 0) throw new CutShort()
}

/**
 * Node reads a pipe into fresh memory each time. Given back at once, the next read takes the same again, and no
 * collector need run for it.
 */
function giveBack({ buffer, length }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0)
}
