import type { MessagePort } from 'node:worker_threads'
import { MessageChannel, Worker } from 'node:worker_threads'

/** What is read of a batch has room in it. Measured: the thread's usual share costs 100 MB more, and is not faster. */
const mostYoungMegabytes = 24

/** JavaScript, since a thread that begins with TypeScript loads its compiler; half of its start would be compiling. */
const bootstrap = `require('node:module').enableCompileCache()
import(${JSON.stringify(new URL('./reading-worker.ts', import.meta.url).href)})`

/** The thread is given the port for what was read: `readonly ReadyMail[]`, whose blocks change hands. */
export interface ThreadData {
  readonly read: MessagePort
}

export interface Thread {
  readonly worker: Worker
  /** Where it leaves what it has read. */
  readonly read: MessagePort
}

let ahead: Thread | undefined

/**
 * Starts a thread for the first reader that needs one. It takes a quarter of a second: where an archive is to be read,
 * it may while other things load, so this file imports nothing.
 */
export function startAhead(): void {
  ahead ??= startThread()
}

/** The one that was started ahead, or a new one. It keeps no process alive: whoever waits for it says `ref`. */
export function takeThread(): Thread {
  const thread = ahead ?? startThread()
  ahead = undefined
  return thread
}

/** Where nothing much came, nobody has taken it. */
export async function endAhead(): Promise<void> {
  const thread = ahead
  ahead = undefined
  await thread?.worker.terminate()
}

function startThread(): Thread {
  const { port1: read, port2: theirs } = new MessageChannel()
  const worker = new Worker(bootstrap, {
    eval: true,
    workerData: { read: theirs } satisfies ThreadData,
    transferList: [theirs],
    resourceLimits: { maxYoungGenerationSizeMb: mostYoungMegabytes },
  })
  worker.unref()
  return { worker, read }
}
