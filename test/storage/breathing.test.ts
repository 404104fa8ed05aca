import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openStorage } from '#src/storage/open-storage.ts'

let dir = ''
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'kvm-bot-breathing-'))))
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true, force: true })
})

/** Turns of the event loop while a hundred queries are made one after the other, each `ms` after the one before. */
async function turnsBesideQueries(ms: number): Promise<number> {
  const storage = await openStorage(`sqlite:${join(dir, 'bot.db')}`)
  let turns = 0
  let goesOn = true
  function countTurns(): void {
    turns += 1
    if (goesOn) setImmediate(countTurns)
  }
  try {
    let now = performance.now() + 1000
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    await storage.cursorOf('s')
    countTurns()
    for (let query = 0; query < 100; query++) {
      now += ms
      await storage.cursorOf('s')
    }
    return turns
  } finally {
    goesOn = false
    await storage.close()
  }
}

test('a chain of queries steps aside every few milliseconds, for a few turns', async () => {
  const turns = await turnsBesideQueries(5)
  expect(turns).toBeGreaterThan(250)
  expect(turns).toBeLessThan(450)
  vi.restoreAllMocks()
  expect(await turnsBesideQueries(0)).toBeLessThan(10)
})
