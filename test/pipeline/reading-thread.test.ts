import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import type { ReadyMail } from '#src/pipeline/read-arrival.ts'
import { readMails } from '#src/pipeline/read-arrival.ts'
import { openReader } from '#src/pipeline/reading-thread.ts'
import { startAhead, takeThread } from '#src/pipeline/thread-ahead.ts'
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

function withDigest({ raw, ...mail }: ReadyMail): object {
  return { ...mail, raw: raw && { from: raw.from, to: raw.to, block: digest(raw.block.zstd) } }
}

describe('reading in a thread', () => {
  it('gives the same as reading here, also where batches are handed over before the one before is read', async () => {
    const batches = [arrivals.slice(0, 150), arrivals.slice(150, 300), arrivals.slice(300)]
    const read = await Promise.all(batches.map((batch) => reader.read(batch)))
    const there = read.flatMap((mails) => mails())
    const here = (await Promise.all(batches.map((batch) => readMails(batch, largestMail)))).flat()
    expect(there.map(withDigest)).toEqual(here.map(withDigest))
    // Some are over the limit: of those only the headers are kept.
    expect(here.some(({ columns }) => columns.facts.includes('"problem":"too large'))).toBe(true)
  })

  it('leaves the bytes of the source as they were', async () => {
    const digests = (): readonly string[] =>
      arrivals.map((arrival) => digest('bytes' in arrival ? arrival.bytes : undefined))
    const before = digests()
    await reader.read(arrivals)
    expect(digests()).toEqual(before)
  })

  it('is done with the bytes of the source when it says so', async () => {
    const borrowed = arrivals.slice(0, 100).map((arrival) => {
      const bytes = 'bytes' in arrival ? Buffer.from(arrival.bytes) : Buffer.alloc(0)
      return { ...arrival, bytes, release: () => void bytes.fill('x') }
    })
    const there = (await reader.read(borrowed))()
    const here = await readMails(arrivals.slice(0, 100), largestMail)
    expect(there.map(withDigest)).toEqual(here.map(withDigest))
    expect(borrowed.every(({ bytes }) => bytes.every((byte) => byte === 0x78))).toBe(true)
  })

  it('keeps what was read apart until it is asked for', async () => {
    const batches = [arrivals.slice(0, 60), arrivals.slice(60, 120)]
    const [first, second] = await Promise.all(batches.map((batch) => reader.read(batch)))
    expect(first?.().map(({ columns }) => columns.received_at)).toEqual(batches[0]?.map((mail) => mail.receivedAt))
    expect(second?.().map(({ columns }) => columns.received_at)).toEqual(batches[1]?.map((mail) => mail.receivedAt))
    expect(second).toThrow('taken already')
  })

  it('reads what could not be fetched too', async () => {
    const mixed = [...arrivals.slice(0, 120), { problem: 'gone', receivedAt: 1, cursor: 'x' }]
    const mails = (await reader.read(mixed))()
    expect(mails).toHaveLength(121)
    expect(mails.at(-1)?.columns).toMatchObject({ has_problem: 1, has_raw: 0 })
    expect(mails.at(-1)?.columns.facts).toContain('not fetched: gone')
  })
})

/** Threads are numbered in the order in which they start. */
async function nextThread(): Promise<number> {
  const { worker } = takeThread()
  const { threadId } = worker
  await worker.terminate()
  return threadId
}

describe('a thread that is started ahead', () => {
  it('is one, and the one that is taken first', async () => {
    const before = await nextThread()
    startAhead()
    startAhead()
    expect(await nextThread()).toBe(before + 1)
    expect(await nextThread()).toBe(before + 2)
  })

  it('reads for the first reader that needs it', async () => {
    const some = arrivals.slice(0, 60)
    const before = await nextThread()
    startAhead()
    expect((await reader.read(some))().map(withDigest)).toEqual((await readMails(some, largestMail)).map(withDigest))
    // It was taken: the next one is new, and the reader has started none.
    expect(await nextThread()).toBe(before + 2)
  })

  it('ends with the first reader that has not needed it', async () => {
    const before = await nextThread()
    startAhead()
    await reader.close()
    expect(await nextThread()).toBe(before + 2)
  })

  it('keeps no process alive that has nothing to read', async () => {
    const file = JSON.stringify(new URL('../../src/pipeline/thread-ahead.ts', import.meta.url).href)
    const code = `import { startAhead } from ${file}; startAhead(); process.stdout.write('started')`
    const ended = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], { timeout: 30_000 })
    expect((await ended).stdout).toBe('started')
  })
})
