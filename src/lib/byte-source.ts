import type { GrowingBuffer } from './growing-buffer.ts'

/** Chunks as they come, or what reads into the room it is given: it resolves to the number of bytes, 0 at the end. */
export type ByteSource = AsyncIterable<Uint8Array> | ((into: Uint8Array) => Promise<number>)

/** Each read costs a turn of the loop. */
const readAtOnce = 1 << 18

/** Adds to `held` what comes, and yields the number of bytes each time. */
export async function* filled(held: GrowingBuffer, source: ByteSource): AsyncIterable<number> {
  if (typeof source !== 'function') {
    for await (const chunk of source) {
      held.append(chunk)
      yield chunk.length
    }
    return
  }
  for (;;) {
    const count = await source(held.room(readAtOnce))
    if (count === 0) return
    held.took(count)
    yield count
  }
}
