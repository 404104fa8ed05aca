import { Buffer } from 'node:buffer'

/** Bytes as they come in pieces, taken from the front: a view where they lie in one piece, so that few are copied. */
export interface ChunkQueue {
  readonly length: number
  add(chunk: Buffer): void
  /** The first `count` bytes, which must be there. */
  take(count: number): Buffer
  /** What stands before the first line feed, which goes too; undefined until there is one. As latin1. */
  line(): string | undefined
  /** Forgets up to `count` bytes; returns how many. */
  drop(count: number): number
}

const lineFeed = 0x0a

export function chunkQueue(): ChunkQueue {
  let chunks: Buffer[] = []
  let length = 0

  function take(count: number): Buffer {
    const parts: Buffer[] = []
    let left = count
    while (left > 0) {
      const [first] = chunks
      if (first === undefined) throw new RangeError(`${left} bytes are not there yet`)
      parts.push(first.subarray(0, left))
      if (first.length > left) chunks[0] = first.subarray(left)
      else chunks = chunks.slice(1)
      left -= Math.min(left, first.length)
    }
    length -= count
    const [only, more] = parts
    return only !== undefined && more === undefined ? only : Buffer.concat(parts)
  }

  function lineLength(): number | undefined {
    let before = 0
    for (const chunk of chunks) {
      const at = chunk.indexOf(lineFeed)
      if (at >= 0) return before + at
      before += chunk.length
    }
    return undefined
  }

  return {
    get length() {
      return length
    },
    add(chunk) {
      chunks.push(chunk)
      length += chunk.length
    },
    take,
    line() {
      const end = lineLength()
      return end === undefined ? undefined : take(end + 1).toString('latin1', 0, end)
    },
    drop: (count) => take(Math.min(count, length)).length,
  }
}
