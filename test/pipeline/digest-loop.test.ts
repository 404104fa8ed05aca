import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runPipeline } from '#src/pipeline/run-pipeline.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { Storage } from '#src/storage/storage.ts'
import { series } from './letters.ts'
import { oneList } from './one-list.ts'
import { scriptedPlatform } from './scripted-platform.ts'
import { scriptedSource, type ScriptedArrival } from './scripted-source.ts'
import { virtualClock, type VirtualClock } from './virtual-clock.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const monday = Date.UTC(2026, 10, 2, 8)

let storage: Storage
let clock: VirtualClock
beforeEach(async () => {
  storage = await openStorage('sqlite::memory:')
  clock = virtualClock(monday)
})
afterEach(() => storage.close())

/**
 * The bot runs until the moment `until`, and on until it has posted `most` roots: the clock skips what is slept through,
 * not what is worked at.
 */
async function live(arrivals: readonly ScriptedArrival[], until: number, most = 0): Promise<readonly string[]> {
  const chat = scriptedPlatform()
  const stop = new AbortController()
  const running = runPipeline(oneList(scriptedSource('wall', arrivals), chat, { storage, clock }), stop.signal)
  while (clock.now() < until || rootsOf(chat).length < most) await clock.sleep(10_000)
  stop.abort()
  await running
  return rootsOf(chat)
}

function rootsOf({ posts }: ReturnType<typeof scriptedPlatform>): readonly string[] {
  return posts.filter(({ thread }) => thread === undefined).map(({ text }) => text.split(' - ')[0] ?? '')
}

describe('a bot that runs', () => {
  test('posts its digest when the time has come and the list has been read, once over restarts', async () => {
    const weekly = { time: '09:00', zone: 'UTC', days: [0, 1, 2, 3, 4, 5, 6] }
    const made = { createdBy: 'M', createdAt: monday, coveredUntil: monday - 23 * hour }
    await storage.putSchedule({ platform: 'p', channel: 'all', list: 'kvm', weekly, filter: undefined, ...made })
    const arrivals: ScriptedArrival[] = [...series('a', 'KVM: Walk faster', 2, monday)]
    const digest = 'kvm digest: new series 1'
    expect(await live(arrivals, monday + hour - minute, 1)).toEqual(['v1 KVM: Walk faster'])
    expect(await live(arrivals, monday + hour + 3 * minute, 1)).toEqual([digest])
    expect(await live(arrivals, monday + 2 * hour)).toEqual([])
    clock.set(monday + 25 * hour - 10 * minute)
    expect(await live(arrivals, monday + 25 * hour + 10 * minute)).toEqual([])
    expect((await storage.schedules())[0]?.coveredUntil).toBe(monday + 25 * hour)
  })

  test('tells once of what came in an outage of days, and posts what is young', async () => {
    expect(await live([], monday + minute)).toEqual([])
    clock.set(monday + 4 * day)
    const arrivals = [
      ...series('a', 'KVM: Walk faster', 2, monday + day),
      ...series('b', 'KVM: Walk slower', 2, monday + 2 * day),
      ...series('c', 'KVM: Walk now', 2, monday + 4 * day - hour),
    ]
    const posts = await live(arrivals, monday + 4 * day + 3 * minute, 2)
    expect(posts).toEqual([
      'v1 KVM: Walk now',
      'The bot was away when these came, so they have no posts of their own. Missed: 2 series',
    ])
    expect(await live(arrivals, monday + 4 * day + hour)).toEqual([])
  })
})
