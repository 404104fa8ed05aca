import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { holdDatabase } from '#src/storage/hold-database.ts'

const child = new URL('../storage/hold-child.ts', import.meta.url).pathname

async function otherBot(url: string): Promise<ChildProcess> {
  const other = spawn(process.execPath, [child, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(other.stdout, 'data')
  return other
}

async function kill(other: ChildProcess): Promise<void> {
  const ended = once(other, 'exit')
  other.kill('SIGKILL')
  await ended
}

/** One bot for a database; `newUrl` gives a new one. */
export function holdContract(name: string, newUrl: () => Promise<string> | string): void {
  describe(`the hold on ${name}`, () => {
    test('keeps a second bot out, in words that name the first', { timeout: 30_000 }, async () => {
      const url = await newUrl()
      const other = await otherBot(url)
      try {
        await expect(holdDatabase(url)).rejects.toThrow(
          new RegExp(`another bot works on it \\(.*process ${other.pid} on .+\\): stop that one`),
        )
      } finally {
        await kill(other)
      }
    })

    test('goes with the process, however that ends', { timeout: 30_000 }, async () => {
      const url = await newUrl()
      await kill(await otherBot(url))
      const hold = await holdDatabase(url)
      await hold.release()
      const again = await holdDatabase(url)
      await expect(again.release()).resolves.toBeUndefined()
    })

    test('is for one database: another is free', { timeout: 30_000 }, async () => {
      const holds = [await holdDatabase(await newUrl()), await holdDatabase(await newUrl())]
      for (const hold of holds) await expect(hold.release()).resolves.toBeUndefined()
    })
  })
}
