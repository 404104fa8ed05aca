import { parentPort, workerData } from 'node:worker_threads'
import { readMails } from '#src/pipeline/read-arrival.ts'
import type { ReadingTask } from '#src/pipeline/reading-thread.ts'
import type { ThreadData } from '#src/pipeline/thread-ahead.ts'

/* The other end of reading-thread.ts. */

const { read }: ThreadData = workerData

/** One task after the other: answers go back in the order asked. */
let last: Promise<void> = Promise.resolve()

async function answerAfter(before: Promise<void>, { bytes, parts, largestMail }: ReadingTask): Promise<void> {
  await before
  const arrivals = parts.map(({ start, end, receivedAt }) => ({
    bytes: bytes.subarray(start, end),
    receivedAt,
    cursor: '',
  }))
  const mails = await readMails(arrivals, largestMail)
  const blocks = new Set(mails.flatMap(({ raw }) => raw?.block.zstd.buffer ?? []))
  // First what was read, so that it is there when the other thread hears of it.
  read.postMessage(mails, [...blocks])
  parentPort?.postMessage(bytes.buffer, [bytes.buffer])
}

parentPort?.on('message', (task: ReadingTask) => {
  last = answerAfter(last, task)
})
