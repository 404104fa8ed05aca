import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { readUntagged } from '#src/pipeline/read-arrival.ts'
import { openReader } from '#src/pipeline/reading-thread.ts'
import type { Arrival } from '#src/ports.ts'
import { listTraffic } from '#test/bench/list-traffic.ts'

const largestMail = 20_000
const reader = openReader(largestMail)
afterEach(() => reader.close())

const arrivals: readonly Arrival[] = [...listTraffic({ seed: 7, mails: 450 })].map(({ bytes, receivedAt }, index) => ({
  bytes,
  receivedAt,
  cursor: String(index),
}))

function digest(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'none' : createHash('sha256').update(bytes).digest('hex')
}

describe('reading in a thread', () => {
  it('gives the same as reading here, also where batches are handed over before the one before is read', async () => {
    const batches = [arrivals.slice(0, 150), arrivals.slice(150, 300), arrivals.slice(300)]
    const there = await Promise.all(batches.map((batch) => reader.read(batch)))
    const here = await Promise.all(arrivals.map((arrival) => readUntagged(arrival, largestMail)))
    const [theirs, ours] = [there.flat(), here]
    expect(theirs.map(({ mail, clusterKeys }) => ({ mail, clusterKeys }))).toEqual(
      ours.map(({ mail, clusterKeys }) => ({ mail, clusterKeys })),
    )
    expect(theirs.map(({ raw }) => digest(raw))).toEqual(ours.map(({ raw }) => digest(raw)))
    // Some are over the limit: of those only the headers are kept.
    expect(here.some(({ mail }) => mail.problem?.startsWith('too large'))).toBe(true)
  })

  it('leaves the bytes of the source as they were', async () => {
    const digests = (): readonly string[] =>
      arrivals.map((arrival) => digest('bytes' in arrival ? arrival.bytes : undefined))
    const before = digests()
    await reader.read(arrivals)
    expect(digests()).toEqual(before)
  })

  it('reads what could not be fetched too', async () => {
    const mixed = [...arrivals.slice(0, 120), { problem: 'gone', receivedAt: 1, cursor: 'x' }]
    const mails = await reader.read(mixed)
    expect(mails).toHaveLength(121)
    expect(mails.at(-1)?.mail.problem).toBe('not fetched: gone')
  })
})
