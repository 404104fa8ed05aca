import { Worker } from 'node:worker_threads'
import type { UntaggedMail } from '#src/pipeline/read-arrival.ts'
import { readUntagged } from '#src/pipeline/read-arrival.ts'
import type { Arrival } from '#src/ports.ts'

/** Fewer are read where they are: the way to the thread and back would cost more than it saves. */
const worthTheWay = 100

export interface Reader {
  /** In the order given. */
  read(arrivals: readonly Arrival[]): Promise<readonly UntaggedMail[]>
  close(): Promise<void>
}

/** What goes to the thread: the mails end to end in one buffer that changes hands, and where each ends. */
export interface ReadingTask {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly parts: readonly { readonly end: number; readonly receivedAt: number; readonly cursor: string }[]
  readonly largestMail: number
}

/** What comes back for each part: `raw` as the length kept of its bytes, so that they need not travel. */
export type ReadingAnswer = readonly (Omit<UntaggedMail, 'raw'> & { readonly rawLength: number })[]

/**
 * Reads mails in a thread of its own while this one saves the batch before. The thread starts with the first batch that
 * is worth it, so a bot that follows a list by the mail never has one.
 */
export function openReader(largestMail: number): Reader {
  let worker: Worker | undefined
  /** One task at a time, so that an answer can only be for the task that was given. */
  let last: Promise<unknown> = Promise.resolve()

  async function readThere(arrivals: readonly Bytes[]): Promise<readonly UntaggedMail[]> {
    worker ??= new Worker(new URL('./reading-worker.ts', import.meta.url))
    const answering = askAfter(last, worker, taskOf(arrivals, largestMail))
    last = answering.catch(() => undefined)
    const answer = await answering
    return answer.map(({ rawLength, ...mail }, index) => ({
      ...mail,
      raw: arrivals[index]?.bytes.subarray(0, rawLength),
    }))
  }

  return {
    read(arrivals) {
      const whole = arrivals.filter((arrival) => 'bytes' in arrival)
      if (whole.length < worthTheWay || whole.length < arrivals.length) {
        return Promise.all(arrivals.map((arrival) => readUntagged(arrival, largestMail)))
      }
      return readThere(whole)
    },
    async close() {
      await worker?.terminate()
      worker = undefined
    },
  }
}

type Bytes = Extract<Arrival, { bytes: Uint8Array }>

function taskOf(arrivals: readonly Bytes[], largestMail: number): ReadingTask {
  const bytes = new Uint8Array(arrivals.reduce((sum, arrival) => sum + arrival.bytes.length, 0))
  let end = 0
  const parts = arrivals.map(({ bytes: mail, receivedAt, cursor }) => {
    bytes.set(mail, end)
    end += mail.length
    return { end, receivedAt, cursor }
  })
  return { bytes, parts, largestMail }
}

/** Rejects when the thread dies: reading never throws, so that is a bug of ours. */
async function askAfter(before: Promise<unknown>, worker: Worker, task: ReadingTask): Promise<ReadingAnswer> {
  await before
  const { promise, resolve, reject } = Promise.withResolvers<ReadingAnswer>()
  const ended = (): void => reject(new Error('the reading thread ended'))
  worker.once('message', resolve)
  worker.once('error', reject)
  worker.once('exit', ended)
  worker.postMessage(task, [task.bytes.buffer])
  return promise.finally(() => {
    worker.off('message', resolve)
    worker.off('error', reject)
    worker.off('exit', ended)
  })
}
