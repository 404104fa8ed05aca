import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runPipeline } from '#src/pipeline/run-pipeline.ts'
import type { ListSource } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { Storage } from '#src/storage/storage.ts'
import { series } from './letters.ts'
import { oneList } from './one-list.ts'
import type { ScriptedPlatform } from './scripted-platform.ts'
import { scriptedPlatform } from './scripted-platform.ts'
import { scriptedSource } from './scripted-source.ts'
import { virtualClock, type VirtualClock } from './virtual-clock.ts'

const minute = 60_000
const hour = 60 * minute
const monday = Date.UTC(2026, 10, 2, 8)

let storage: Storage
/** How time really goes by. */
let time: VirtualClock
/** How far the bot's clock was set back. */
let back: number
beforeEach(async () => {
  storage = await openStorage('sqlite::memory:')
  time = virtualClock(monday)
  back = 0
})
afterEach(() => storage.close())

/** A bot that follows `source` while `work` goes on. */
async function following(source: ListSource, chat: ScriptedPlatform, work: () => Promise<void>) {
  const clock: Clock = { now: () => time.now() - back, sleep: (ms, signal) => time.sleep(ms, signal) }
  const stop = new AbortController()
  const parts = oneList(source, chat, { storage, clock })
  // Far longer than what goes by while mails are read.
  const settings = { ...parts.settings, quietMs: 10 * minute }
  const running = runPipeline({ ...parts, settings }, stop.signal)
  await work()
  stop.abort()
  await running
}

describe('a clock that is set back by an hour', () => {
  test('keeps no list waiting: it is asked as often as before', async () => {
    const source = scriptedSource('wall', [])
    const polls: number[] = []
    const poll: ListSource['poll'] = (...asked) => {
      polls.push(time.now())
      return source.poll(...asked)
    }
    await following({ ...source, poll }, scriptedPlatform(), async () => {
      await time.sleep(2.5 * minute)
      back = hour
      await time.sleep(10 * minute)
    })
    expect(polls.length).toBeGreaterThanOrEqual(12)
    const waits = polls.slice(1).map((at, index) => at - (polls[index] ?? 0))
    expect(Math.max(...waits)).toBeLessThanOrEqual(2 * minute)
  })

  test.each(['while it runs', 'while it is stopped'])('%s keeps no series waiting that lacks a part', async (when) => {
    const source = scriptedSource('wall', series('a', 'KVM: Walk', 3, monday).slice(0, 3))
    const chat = scriptedPlatform()
    async function untilPosted(): Promise<void> {
      expect(chat.posts).toEqual([])
      back = hour
      for (let waited = 0; waited < 50 * minute && chat.posts.length === 0; waited += 1000) await time.sleep(1000)
    }
    await following(source, chat, async () => {
      while ((await storage.clustersToLookAt(monday + hour, 1))[0]?.series.length !== 1) await time.sleep(100)
      if (when === 'while it runs') await untilPosted()
    })
    if (when === 'while it is stopped') await following(source, chat, untilPosted)
    expect(chat.posts.map(({ text }) => text)).toContainEqual(expect.stringContaining('KVM: Walk'))
  })
})
