import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'

/**
 * A longer log is moved into the file: pages that change again and again are moved once. It grows on meanwhile, to
 * twice this at most. Bytes.
 */
const longestLog = 64 * 1024 * 1024

/** The log of an open SQLite file (its `-wal`), brought to the disk without keeping the process waiting. */
export interface WriteAheadLog {
  /** Resolves when what was committed survives a loss of power. No transaction may be open. */
  settle(): Promise<void>
  /** To be called before the last connection is closed. */
  close(): Promise<void>
}

/**
 * What SQLite itself would do at every commit (`synchronous = FULL`) and after so many pages (`wal_autocheckpoint`), in
 * other threads: a disk may take its time, and a command should be heard meanwhile.
 */
export function writeAheadLog(file: string, longest: number = longestLog): WriteAheadLog {
  let log: FileHandle | undefined
  let worker: Worker | undefined
  let moved: () => void = nothing
  /** A move that goes on while the next mails are saved. */
  let meanwhile: Promise<void> = Promise.resolve()
  let moving: 'no' | 'going on' | 'over' = 'no'

  function startWorker(): Worker {
    const started = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: file })
    started.on('message', () => moved())
    // What could not be moved stays in the log, and is moved the next time: nothing is lost.
    started.on('error', () => undefined)
    started.on('exit', () => {
      if (worker === started) worker = undefined
      moved()
    })
    return started
  }

  async function moveIntoFile(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    moved = resolve
    worker ??= startWorker()
    worker.ref()
    worker.postMessage('move')
    await promise
    worker?.unref()
  }

  async function moveMeanwhile(): Promise<void> {
    moving = 'going on'
    await moveIntoFile()
    moving = 'over'
  }

  return {
    async settle() {
      log ??= await open(`${file}-wal`, 'r+')
      await log.datasync()
      const { size } = await log.stat()
      if (size <= longest) return
      if (moving === 'no') {
        meanwhile = moveMeanwhile()
        return
      }
      if (moving === 'going on' && size <= 2 * longest) return
      // The log begins anew only when nothing is left in it, so this is waited for: what came since the move began.
      await meanwhile
      moving = 'no'
      await moveIntoFile()
    },
    async close() {
      // The end of a move lets go of its thread: nothing would keep the process until that has closed.
      await meanwhile
      // Its connection must be gone before the last one closes, which then tidies the log away.
      if (worker !== undefined) {
        const gone = new Promise<void>((resolve) => void worker?.once('exit', () => resolve()))
        worker.ref()
        worker.postMessage('close')
        await gone
      }
      await log?.close()
    },
  }
}

function nothing(): void {
  // Until somebody waits.
}
