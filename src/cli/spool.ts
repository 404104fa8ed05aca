import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Texts put aside on disk, so that an archive can be read forwards and reported backwards in little memory. */
export interface Spool {
  add(text: string): Promise<void>
  readonly length: number
  at(index: number): Promise<string>
  close(): Promise<void>
}

const bufferBytes = 256 * 1024

/** A file of its own in the system's folder for temporary files, gone with `close`. */
export async function openSpool(): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), 'kvm-bot-'))
  const file = await open(join(folder, 'spool'), 'w+')
  const starts: number[] = []
  let end = 0
  let waiting: Buffer[] = []
  let waitingBytes = 0

  async function flush(): Promise<void> {
    const bytes = Buffer.concat(waiting)
    waiting = []
    waitingBytes = 0
    await file.write(bytes, 0, bytes.length, end - bytes.length)
  }

  return {
    async add(text) {
      const bytes = Buffer.from(text, 'utf8')
      starts.push(end)
      end += bytes.length
      waiting.push(bytes)
      waitingBytes += bytes.length
      if (waitingBytes >= bufferBytes) await flush()
    },
    get length() {
      return starts.length
    },
    async at(index) {
      if (waitingBytes > 0) await flush()
      const start = starts[index]
      if (start === undefined) throw new RangeError(`nothing was put aside at ${index}`)
      const bytes = Buffer.alloc((starts[index + 1] ?? end) - start)
      await file.read(bytes, 0, bytes.length, start)
      return bytes.toString('utf8')
    },
    async close() {
      await file.close()
      await rm(folder, { recursive: true })
    },
  }
}
