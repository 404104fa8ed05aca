import { enableCompileCache } from 'node:module'
import { parentPort } from 'node:worker_threads'
import type { ReadingAnswer, ReadingTask } from '#src/pipeline/reading-thread.ts'

/* The other end of reading-thread.ts. */

// Half of its start is compiling what the next start can have from the cache.
enableCompileCache()
const { readUntagged, readyMail } = await import('#src/pipeline/read-arrival.ts')

async function answer({ bytes, parts, largestMail }: ReadingTask): Promise<ReadingAnswer> {
  const mails: ReadingAnswer['mails'][number][] = []
  const packed: Uint8Array[] = []
  let start = 0
  let packedEnd = 0
  for (const { end, receivedAt } of parts) {
    const read = await readUntagged({ bytes: bytes.subarray(start, end), receivedAt, cursor: '' }, largestMail)
    const { zstd = new Uint8Array(), ...mail } = readyMail(read)
    packed.push(zstd)
    packedEnd += zstd.length
    mails.push({ ...mail, end: packedEnd })
    start = end
  }
  return { mails, zstd: endToEnd(packed, packedEnd) }
}

function endToEnd(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** One task after the other: answers go back in the order asked. */
let last: Promise<void> = Promise.resolve()

parentPort?.on('message', (task: ReadingTask) => {
  last = last.then(async () => {
    const answered = await answer(task)
    parentPort?.postMessage(answered, [answered.zstd.buffer])
  })
})
