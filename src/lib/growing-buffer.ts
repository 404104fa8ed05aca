import { Buffer } from 'node:buffer'

/**
 * Bytes that are added at the end and taken from the front, each copied only a constant number of times. What was given
 * out is never written to again, so that a mail need not be copied once more.
 */
export interface GrowingBuffer {
  readonly length: number
  append(chunk: Uint8Array): void
  /** Free room behind the end, so that bytes may be read right into it; `took` says how many were. */
  room(atLeast: number): Buffer
  took(count: number): void
  /** A view; it keeps the megabyte around it in memory. */
  bytes(): Buffer
  /** Forgets the first `count` bytes. */
  drop(count: number): void
  /** Keeps the first `head` and the last `tail` bytes; returns how many went. Views of those between are lost. */
  cutMiddle(head: number, tail: number): number
}

const smallestStore = 1 << 20

export function growingBuffer(): GrowingBuffer {
  let store = Buffer.alloc(0)
  let start = 0
  let end = 0

  function makeRoom(count: number): void {
    if (end + count <= store.length) return
    const next = Buffer.allocUnsafeSlow(Math.max(smallestStore, (end - start + count) * 2))
    store.copy(next, 0, start, end)
    store = next
    end -= start
    start = 0
  }

  return {
    get length() {
      return end - start
    },
    append(chunk) {
      makeRoom(chunk.length)
      store.set(chunk, end)
      end += chunk.length
    },
    room(atLeast) {
      makeRoom(atLeast)
      return store.subarray(end)
    },
    took(count) {
      end += count
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
