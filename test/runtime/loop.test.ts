import { expect, test } from 'vitest'
import { createLog } from '#src/runtime/log.ts'
import { loop } from '#src/runtime/loop.ts'

/** Runs the loop over attempts that take `lasts` and fail; resolves with the waits between them. */
async function waitsOf(lasts: readonly number[], mostMs: number): Promise<readonly number[]> {
  let now = 0
  const waits: number[] = []
  const attempts = [...lasts]
  const stop = new AbortController()
  const clock = {
    now: () => now,
    sleep(ms: number) {
      waits.push(ms)
      now += ms
      return Promise.resolve()
    },
  }
  function once(): Promise<void> {
    const ms = attempts.shift()
    if (ms === undefined) {
      stop.abort()
      return Promise.resolve()
    }
    now += ms
    return Promise.reject(new Error('down'))
  }
  const parts = { name: 'test', clock, log: createLog('silent'), random: () => 0, mayRetry: () => ({ mostMs }) }
  await loop(once, parts, stop.signal)
  return waits
}

test('failures in a row wait longer and longer, up to the most', async () => {
  expect(await waitsOf([0, 0, 0, 0, 0], 3000)).toEqual([250, 500, 1000, 1500, 1500])
})

test('one after a long time without any is the first again', async () => {
  expect(await waitsOf([0, 0, 60_000, 0], 3000)).toEqual([250, 500, 250, 500])
})
