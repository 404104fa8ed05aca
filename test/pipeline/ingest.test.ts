import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noMailmap } from '#src/mail/mailmap.ts'
import { noCheckpoint } from '#src/pipeline/checkpoint.ts'
import { ingest } from '#src/pipeline/ingest.ts'
import type { Arrival, ListSource } from '#src/ports.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { Storage } from '#src/storage/storage.ts'
import { readMaintainers } from '#src/tag/maintainers.ts'
import { listTraffic } from '#test/bench/list-traffic.ts'
import { virtualClock } from './virtual-clock.ts'

const day = 24 * 3_600_000

/** Where one of a batch could not be fetched it is read here, not in the thread: all are, before a timer can ring. */
const many: readonly Arrival[] = [...listTraffic({ seed: 3, mails: 2300 })].map(({ bytes, receivedAt }, index) => {
  const base = { cursor: `mail ${index}`, receivedAt }
  return index % 50 === 0 ? { ...base, problem: 'gone' } : { ...base, bytes }
})
const arrivals = many.slice(0, 1150)
const newest = newestOf(arrivals)

function newestOf(mails: readonly Arrival[]): number {
  return Math.max(...mails.map(({ receivedAt }) => receivedAt))
}

/** All whole, so that the thread reads them, which takes longer than to save them. */
const whole = [...listTraffic({ seed: 3, mails: 2000 })].map((mail, index) => ({ ...mail, cursor: `${index}` }))

let storage: Storage
beforeEach(async () => {
  storage = await openStorage('sqlite::memory:')
})
afterEach(() => storage.close())

/** By one transaction. */
interface Saved {
  readonly mails: number
  readonly cursor: string
}

/** A source that gives all at once, and a database that takes its time. */
async function bringIn(
  announceFrom: number,
  mails: Iterable<Arrival> | AsyncIterable<Arrival> = arrivals,
  onSaved: (mails: number) => void = () => undefined,
  beforeSave: () => Promise<unknown> = () => setImmediate(),
): Promise<{ readonly saves: Saved[]; readonly announced: number[] }> {
  const saves: Saved[] = []
  const announced: number[] = []
  const slow: Storage = {
    ...storage,
    async together(work) {
      await beforeSave()
      let save: Saved = { mails: 0, cursor: '' }
      const done = await storage.together((inside) =>
        work({
          ...inside,
          saveMails(from, list, some, cursor, at) {
            save = { mails: save.mails + some.length, cursor }
            return inside.saveMails(from, list, some, cursor, at)
          },
        }),
      )
      saves.push(save)
      onSaved(save.mails)
      return done
    },
  }
  const source: ListSource = {
    name: 's',
    time: 'mail',
    async *poll() {
      yield* mails
    },
    health: () => ({ state: 'reading', lastOkAt: undefined, lag: undefined, gaps: [], problem: undefined }),
  }
  const count = await ingest(
    {
      list: { name: 'kvm', announceSince: 'all', backfill: 'all' },
      source,
      start: { startedAt: 0, announceFrom, backfillFrom: 0 },
    },
    {
      storage: slow,
      tables: { maintainers: readMaintainers(''), mailmap: noMailmap },
      clock: virtualClock(newest),
      settings: { stepMs: 365 * day, largestMail: 1_000_000 },
      checkpoint: noCheckpoint,
      announce: (now) => Promise.resolve(void announced.push(now)),
    },
    new AbortController().signal,
  )
  expect(count).toBe(saves.reduce((sum, { mails: some }) => sum + some, 0))
  return { saves, announced }
}

test('mails of megabytes are not held by the hundred while others are saved', async () => {
  const bytes = new TextEncoder().encode(`Message-ID: <one@x>\nFrom: a@x\n\n${`${'x'.repeat(99)}\n`.repeat(40_000)}`)
  const large = Array.from({ length: 40 }, (_, index) => ({ cursor: `${index}`, receivedAt: index, bytes }))
  let saved = 0
  let most = 0
  function* counted(): Iterable<Arrival> {
    for (const [index, arrival] of large.entries()) {
      most = Math.max(most, index - saved)
      yield arrival
    }
  }
  await bringIn(Infinity, counted(), (mails) => {
    saved += mails
  })
  expect(saved).toBe(40)
  // 64 MB are 16 mails; two batches of up to three are being saved and collected.
  expect(most).toBeLessThan(24)
})

test('while many are saved as many more are read, and not without end', async () => {
  const small = Array.from({ length: 12_000 }, (_, index) => ({
    cursor: `${index}`,
    receivedAt: index,
    problem: 'gone',
  }))
  let given = 0
  let saved = 0
  let most = 0
  function* counted(): Iterable<Arrival> {
    for (const arrival of small) {
      given += 1
      yield arrival
    }
  }
  async function untilItStops(): Promise<void> {
    for (let before = -1; before !== given;) {
      before = given
      await setImmediate()
    }
    most = Math.max(most, given - saved)
  }
  await bringIn(Infinity, counted(), (mails) => void (saved += mails), untilItStops)
  expect(saved).toBe(small.length)
  // 64 batches of fifty being saved, and as many on the way.
  expect(most).toBeGreaterThan(6000)
  expect(most).toBeLessThan(6600)
})

describe('mails that have been read while others were saved', () => {
  test('are saved together, each once, and the cursor is that of the last', async () => {
    const { saves } = await bringIn(Infinity)
    expect(saves.map(({ mails }) => mails).reduce((sum, mails) => sum + mails, 0)).toBe(arrivals.length)
    // 23 batches of fifty mails.
    expect(saves.length).toBeLessThan(4)
    expect(saves.at(-1)?.cursor).toBe(arrivals.at(-1)?.cursor)
    expect(await storage.cursorOf('s')).toBe(arrivals.at(-1)?.cursor)
    expect((await storage.counts()).mails).toBe(arrivals.length)
  })

  test('wait for each other while more are being read', async () => {
    const { saves } = await bringIn(Infinity, whole)
    // Of 40 batches at least four at a time, but where the thread was not yet asked for more, and the last.
    expect(saves.length).toBeLessThan(14)
  })

  test('wait for none that may be posted', async () => {
    const { saves } = await bringIn(whole[1000]?.receivedAt ?? 0, whole)
    expect(saves.slice(-19).map(({ mails }) => mails)).toEqual(Array.from({ length: 19 }, () => 50))
    expect((await storage.counts()).mails).toBe(2000)
  })

  test('are looked at once at their own time where one of them may be posted', async () => {
    const { announced } = await bringIn(newest)
    expect(announced.at(-1)).toBe(newest)
    expect(announced.slice(0, -1).every((now) => now < newest)).toBe(true)
  })

  test('are looked at by the hundred where none may be posted and nothing waits, when their threads have rested', async () => {
    expect((await bringIn(Infinity, many.slice(0, 450))).announced).toEqual([])
    const { announced } = await bringIn(Infinity)
    expect(announced).toEqual([newest - 4 * day])
  })

  test('are looked at by the thousand where none may be posted and the next wait to be saved', async () => {
    const secondHalf = Promise.withResolvers<void>()
    let given = 0
    let begun = 0
    async function* inTwoHalves(): AsyncIterable<Arrival> {
      for (const arrival of many.slice(0, 2000)) {
        if (given === 1000) await secondHalf.promise
        given += 1
        yield arrival
      }
    }
    async function untilAllIsRead(): Promise<void> {
      begun += 1
      if (begun === 2) secondHalf.resolve()
      for (let before = -1; before !== given;) {
        before = given
        await setImmediate()
      }
    }
    const { saves, announced } = await bringIn(Infinity, inTwoHalves(), undefined, untilAllIsRead)
    // Enough for a look where nothing waits.
    expect(saves.at(-2)?.mails).toBeGreaterThan(500)
    expect(saves.at(-1)?.mails).toBeGreaterThan(500)
    expect(announced).toHaveLength(1)
    expect(announced[0]).toBe(newestOf(many.slice(0, 2000)) - 4 * day)
  })
})
