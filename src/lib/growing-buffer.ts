import { Buffer } from 'node:buffer'

/** Bytes that are added at the end and taken from the front, each copied only a constant number of times. */
export interface GrowingBuffer {
  readonly length: number
  append(chunk: Uint8Array): void
  /** A view; valid until the next `append`. */
  bytes(): Buffer
  /** Forgets the first `count` bytes. */
  drop(count: number): void
  /** Keeps the first `head` and the last `tail` bytes; returns how many went. */
  cutMiddle(head: number, tail: number): number
}

export function growingBuffer(): GrowingBuffer {
  let store = Buffer.allocUnsafe(128 * 1024)
  let start = 0
  let end = 0
  return {
    get length() {
      return end - start
    },
    append(chunk) {
      if (end + chunk.length > store.length) {
        const needed = end - start + chunk.length
        const next = needed * 2 > store.length ? Buffer.allocUnsafe(needed * 2) : store
        store.copy(next, 0, start, end)
        store = next
        end -= start
        start = 0
      }
      store.set(chunk, end)
      end += chunk.length
    },
    bytes: () => store.subarray(start, end),
    drop(count) {
      start += count
    },
    cutMiddle(head, tail) {
      const gone = end - start - head - tail
      if (gone <= 0) return 0
      store.copy(store, start + head, end - tail, end)
      end -= gone
      return gone
    },
  }
}
