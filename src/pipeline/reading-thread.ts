import type { MessagePort } from 'node:worker_threads'
import { receiveMessageOnPort } from 'node:worker_threads'
import type { ReadyMail } from '#src/pipeline/read-arrival.ts'
import { readMails } from '#src/pipeline/read-arrival.ts'
import type { Thread } from '#src/pipeline/thread-ahead.ts'
import { endAhead, takeThread } from '#src/pipeline/thread-ahead.ts'
import type { Arrival } from '#src/ports.ts'

/** Fewer do not wait for the thread to start: they are read where they are. */
const worthTheStart = 50

/**
 * What was read, in the order given. To be called once, and in the order in which was asked to read: until then mails
 * from the thread wait as bytes, which no collector moves.
 */
export type ReadMails = () => readonly ReadyMail[]

export interface Reader {
  /** Many mails seem to come: what it takes to read them may be started. */
  expectMany(): void
  /** Resolves when they have been read. */
  read(arrivals: readonly Arrival[]): Promise<ReadMails>
  close(): Promise<void>
}

/** What goes to the thread: the mails end to end in one buffer that changes hands, and where each lies. */
export interface ReadingTask {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly parts: readonly { readonly start: number; readonly end: number; readonly receivedAt: number }[]
  readonly largestMail: number
}

/**
 * Reads mails in a thread of its own while this one saves others. The thread starts when many mails come,
 * so a bot that follows a list by the mail never has one.
 */
export function openReader(largestMail: number): Reader {
  let thread: Thread | undefined
  let hasAnswered = false
  /** The thread answers in the order asked, so an answer is for the task that has waited longest. */
  const waiting: PromiseWithResolvers<void>[] = []
  /** Fresh memory costs more than what is copied into it. */
  const spare: ArrayBuffer[] = []

  function start(): Thread {
    const started = takeThread()
    const { worker } = started
    // A task is read, and its buffer free: what was read of it waits at the port.
    worker.on('message', (buffer: ArrayBuffer) => {
      hasAnswered = true
      spare.push(buffer)
      waiting.shift()?.resolve()
    })
    // Reading never throws, so that is a bug of ours.
    worker.on('error', fail)
    worker.on('exit', () => {
      if (thread?.worker === worker) thread = undefined
      fail(new Error('the reading thread ended'))
    })
    return started
  }

  function fail(error: unknown): void {
    for (const { reject } of waiting.splice(0)) reject(error)
  }

  async function readThere(arrivals: readonly Bytes[]): Promise<ReadMails> {
    thread ??= start()
    const { worker, read } = thread
    worker.ref()
    const task = taskOf(arrivals, largestMail, spare.pop())
    const answering = Promise.withResolvers<void>()
    waiting.push(answering)
    worker.postMessage(task, [task.bytes.buffer])
    await answering.promise
    return () => nextRead(read)
  }

  return {
    expectMany() {
      thread ??= start()
    },
    async read(arrivals) {
      const whole = arrivals.filter((arrival) => 'bytes' in arrival)
      const isWorthIt = hasAnswered || whole.length >= worthTheStart
      if (isWorthIt && whole.length === arrivals.length) return readThere(whole)
      const mails = await readMails(arrivals, largestMail)
      return () => mails
    },
    async close() {
      await Promise.all([thread?.worker.terminate(), endAhead()])
      thread = undefined
    },
  }
}

function nextRead(port: MessagePort): readonly ReadyMail[] {
  const next: { readonly message: readonly ReadyMail[] } | undefined = receiveMessageOnPort(port)
  if (next === undefined) throw new Error('what was read was taken already, or its thread ended')
  return next.message
}

type Bytes = Extract<Arrival, { bytes: Uint8Array }>

function taskOf(arrivals: readonly Bytes[], largestMail: number, spare: ArrayBuffer | undefined): ReadingTask {
  const size = arrivals.reduce((sum, arrival) => sum + arrival.bytes.length, 0)
  const bytes = new Uint8Array(spare !== undefined && spare.byteLength >= size ? spare : new ArrayBuffer(size * 1.25))
  let end = 0
  const parts = arrivals.map(({ bytes: mail, receivedAt, release }) => {
    const start = end
    bytes.set(mail, start)
    end += mail.length
    release?.()
    return { start, end, receivedAt }
  })
  return { bytes, parts, largestMail }
}
