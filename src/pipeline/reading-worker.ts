import { enableCompileCache } from 'node:module'
import { parentPort } from 'node:worker_threads'
import type { UntaggedMail } from '#src/pipeline/read-arrival.ts'
import type { ReadingAnswer, ReadingTask } from '#src/pipeline/reading-thread.ts'

/* The other end of reading-thread.ts. */

// Half of its start is compiling what the next start can have from the cache.
enableCompileCache()
const { readUntagged, readyMails } = await import('#src/pipeline/read-arrival.ts')

async function answer({ bytes, parts, largestMail }: ReadingTask): Promise<ReadingAnswer> {
  const read: UntaggedMail[] = []
  let start = 0
  for (const { end, receivedAt } of parts) {
    read.push(await readUntagged({ bytes: bytes.subarray(start, end), receivedAt, cursor: '' }, largestMail))
    start = end
  }
  return { mails: readyMails(read), buffer: bytes.buffer }
}

/** One task after the other: answers go back in the order asked. */
let last: Promise<void> = Promise.resolve()

async function answerAfter(before: Promise<void>, task: ReadingTask): Promise<void> {
  await before
  const answered = await answer(task)
  const blocks = new Set(answered.mails.flatMap(({ raw }) => raw?.block.zstd.buffer ?? []))
  parentPort?.postMessage(answered, [answered.buffer, ...blocks])
}

parentPort?.on('message', (task: ReadingTask) => {
  last = answerAfter(last, task)
})
