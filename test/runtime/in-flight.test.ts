import { expect, test } from 'vitest'
import { inFlight } from '#src/runtime/in-flight.ts'

test('settles when all that was begun has ended, well or badly, also what began meanwhile', async () => {
  const work = inFlight()
  const first = Promise.withResolvers<void>()
  const second = Promise.withResolvers<void>()
  const seen: string[] = []
  const tracked = work.track(first.promise).then(async () => {
    await work.track(second.promise).catch(() => undefined)
    return seen.push('second')
  })
  const settled = work.settled().then(() => seen.push('settled'))
  first.resolve()
  await Promise.resolve()
  second.reject(new Error('refused'))
  await Promise.all([tracked, settled])
  expect(seen).toEqual(['second', 'settled'])
})

test('nothing begun is settled at once, and a failure still reaches who began it', async () => {
  const work = inFlight()
  await work.settled()
  await expect(work.track(Promise.reject(new Error('refused')))).rejects.toThrow('refused')
  await work.settled()
})
