import { parentPort } from 'node:worker_threads'
import { readMails } from '#src/pipeline/read-arrival.ts'
import type { ReadingAnswer, ReadingTask } from '#src/pipeline/reading-thread.ts'

/* The other end of reading-thread.ts. */

async function answer({ bytes, parts, largestMail }: ReadingTask): Promise<ReadingAnswer> {
  const arrivals = parts.map(({ start, end, receivedAt }) => ({
    bytes: bytes.subarray(start, end),
    receivedAt,
    cursor: '',
  }))
  return { mails: await readMails(arrivals, largestMail), buffer: bytes.buffer }
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
