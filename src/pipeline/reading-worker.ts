import { parentPort } from 'node:worker_threads'
import { readUntagged } from '#src/pipeline/read-arrival.ts'
import type { ReadingAnswer, ReadingTask } from '#src/pipeline/reading-thread.ts'

/* The other end of reading-thread.ts. */

async function answer({ bytes, parts, largestMail }: ReadingTask): Promise<ReadingAnswer> {
  const mails: ReadingAnswer[number][] = []
  let start = 0
  for (const { end, receivedAt, cursor } of parts) {
    const { raw, ...mail } = await readUntagged({ bytes: bytes.subarray(start, end), receivedAt, cursor }, largestMail)
    mails.push({ ...mail, rawLength: raw?.length ?? 0 })
    start = end
  }
  return mails
}

parentPort?.on('message', (task: ReadingTask) => {
  void answer(task).then((mails) => parentPort?.postMessage(mails))
})
