import { Buffer } from 'node:buffer'

/**
 * Bytes that are added at the end and taken from the front, each copied only a constant number of times. A view holds
 * until more is added, or for as long as its memory is held.
 */
export interface GrowingBuffer {
  readonly length: number
  append(chunk: Uint8Array): void
  /** Free room behind the end, so that bytes may be read right into it; `took` says how many were. */
  room(atLeast: number): Buffer
  took(count: number): void
  /** A view; it keeps the megabyte around it in memory. */
  bytes(): Buffer
  /** What was given out up to now stays as it is until the function returned is called; for ever where it is not. */
  hold(): () => void
  /** Forgets the first `count` bytes. */
  drop(count: number): void
  /** Keeps the first `head` and the last `tail` bytes; returns how many went. Views of those between are lost. */
  cutMiddle(head: number, tail: number): number
}

const smallestStore = 1 << 20

interface Store {
  readonly memory: Buffer
  holders: number
}

export function growingBuffer(): GrowingBuffer {
  let store = newStore(0)
  /** Full once and held by nobody any more: fresh memory costs far more than what is copied into it. */
  let spare: Store | undefined
  let start = 0
  let end = 0

  function makeRoom(count: number): void {
    if (end + count <= store.memory.length) return
    const before = store
    const size = Math.max(smallestStore, (end - start + count) * 2)
    store = spare !== undefined && spare.memory.length >= size ? spare : newStore(size)
    if (store === spare) spare = undefined
    before.memory.copy(store.memory, 0, start, end)
    end -= start
    start = 0
    if (before.holders === 0) spare = before
  }

  return {
    get length() {
      return end - start
    },
    append(chunk) {
      makeRoom(chunk.length)
      store.memory.set(chunk, end)
      end += chunk.length
    },
    room(atLeast) {
      makeRoom(atLeast)
      return store.memory.subarray(end)
    },
    took(count) {
      end += count
    },
    bytes: () => store.memory.subarray(start, end),
    hold() {
      const held = store
      let isHeld = true
      held.holders += 1
      return () => {
        if (!isHeld) return
        isHeld = false
        held.holders -= 1
        if (held.holders === 0 && held !== store) spare = held
      }
    },
    drop(count) {
      start += count
    },
    cutMiddle(head, tail) {
      const gone = end - start - head - tail
      if (gone <= 0) return 0
      store.memory.copy(store.memory, start + head, end - tail, end)
      end -= gone
      return gone
    },
  }
}

function newStore(size: number): Store {
  return { memory: Buffer.allocUnsafeSlow(size), holders: 0 }
}
