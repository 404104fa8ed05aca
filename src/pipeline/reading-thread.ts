import { Worker } from 'node:worker_threads'
import type { ReadyMail } from '#src/pipeline/read-arrival.ts'
import { readMails } from '#src/pipeline/read-arrival.ts'
import type { Arrival } from '#src/ports.ts'

/** Fewer do not wait for the thread to start: they are read where they are. */
const worthTheStart = 50
/** What is read of a batch has room in it. Measured: the thread's usual share costs 100 MB more, and is not faster. */
const mostYoungMegabytes = 24

/** JavaScript, since a thread that begins with TypeScript loads its compiler; half of its start would be compiling. */
const bootstrap = `require('node:module').enableCompileCache()
import(${JSON.stringify(new URL('./reading-worker.ts', import.meta.url).href)})`

export interface Reader {
  /** Many mails seem to come: what it takes to read them may be started. */
  expectMany(): void
  /** In the order given. */
  read(arrivals: readonly Arrival[]): Promise<readonly ReadyMail[]>
  close(): Promise<void>
}

/** What goes to the thread: the mails end to end in one buffer that changes hands, and where each lies. */
export interface ReadingTask {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly parts: readonly { readonly start: number; readonly end: number; readonly receivedAt: number }[]
  readonly largestMail: number
}

/** What comes back: a mail for each part, and the buffer for the next task. It and the mails' blocks change hands. */
export interface ReadingAnswer {
  readonly mails: readonly ReadyMail[]
  readonly buffer: ArrayBuffer
}

/**
 * Reads mails in a thread of its own while this one saves others. The thread starts when many mails come,
 * so a bot that follows a list by the mail never has one.
 */
export function openReader(largestMail: number): Reader {
  let worker: Worker | undefined
  let hasAnswered = false
  /** The thread answers in the order asked, so an answer is for the task that has waited longest. */
  const waiting: PromiseWithResolvers<ReadingAnswer>[] = []

  function start(): Worker {
    const started = new Worker(bootstrap, {
      eval: true,
      resourceLimits: { maxYoungGenerationSizeMb: mostYoungMegabytes },
    })
    started.on('message', (answer: ReadingAnswer) => {
      hasAnswered = true
      waiting.shift()?.resolve(answer)
    })
    // Reading never throws, so that is a bug of ours.
    started.on('error', fail)
    started.on('exit', () => {
      if (worker === started) worker = undefined
      fail(new Error('the reading thread ended'))
    })
    return started
  }

  function fail(error: unknown): void {
    for (const { reject } of waiting.splice(0)) reject(error)
  }

  /** Fresh memory costs more than what is copied into it. */
  const spare: ArrayBuffer[] = []

  async function readThere(arrivals: readonly Bytes[]): Promise<readonly ReadyMail[]> {
    worker ??= start()
    const task = taskOf(arrivals, largestMail, spare.pop())
    const answering = Promise.withResolvers<ReadingAnswer>()
    waiting.push(answering)
    worker.postMessage(task, [task.bytes.buffer])
    const { mails, buffer } = await answering.promise
    spare.push(buffer)
    return mails
  }

  return {
    expectMany() {
      worker ??= start()
    },
    async read(arrivals) {
      const whole = arrivals.filter((arrival) => 'bytes' in arrival)
      const isWorthIt = hasAnswered || whole.length >= worthTheStart
      return isWorthIt && whole.length === arrivals.length ? readThere(whole) : readMails(arrivals, largestMail)
    },
    async close() {
      await worker?.terminate()
      worker = undefined
    },
  }
}

type Bytes = Extract<Arrival, { bytes: Uint8Array }>

function taskOf(arrivals: readonly Bytes[], largestMail: number, spare: ArrayBuffer | undefined): ReadingTask {
  const size = arrivals.reduce((sum, arrival) => sum + arrival.bytes.length, 0)
  const bytes = new Uint8Array(spare !== undefined && spare.byteLength >= size ? spare : new ArrayBuffer(size * 1.25))
  let end = 0
  const parts = arrivals.map(({ bytes: mail, receivedAt }) => {
    const start = end
    bytes.set(mail, start)
    end += mail.length
    return { start, end, receivedAt }
  })
  return { bytes, parts, largestMail }
}
