/** Things to come, given out in order of time; those of one moment in the order in which they were planned. */
export interface Calendar<T> {
  add(at: number, what: T): void
  next(): T | undefined
}

interface Entry<T> {
  readonly at: number
  readonly what: T
}

/** Latest first, so that the next one is at the end. Some thousand entries: a binary search and a splice are enough. */
export function calendar<T>(): Calendar<T> {
  const entries: Entry<T>[] = []
  return {
    add(at, what) {
      let low = 0
      let high = entries.length
      while (low < high) {
        const middle = (low + high) >> 1
        if ((entries[middle]?.at ?? 0) > at) low = middle + 1
        else high = middle
      }
      entries.splice(low, 0, { at, what })
    },
    next: () => entries.pop()?.what,
  }
}
