import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noMailmap } from '#src/mail/mailmap.ts'
import { runPipeline } from '#src/pipeline/run-pipeline.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import type { ListSource } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { Storage } from '#src/storage/storage.ts'
import { readMaintainers } from '#src/tag/maintainers.ts'
import { series } from './letters.ts'
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
async function following(source: ListSource, work: () => Promise<void>) {
  const chat = scriptedPlatform()
  const clock: Clock = { now: () => time.now() - back, sleep: (ms, signal) => time.sleep(ms, signal) }
  const stop = new AbortController()
  const running = runPipeline(
    {
      sources: [{ list: { name: 'kvm', announceSince: 'all', backfill: 'all' }, source }],
      platforms: [chat.platform],
      channels: [{ platform: 'p', channel: 'all', list: 'kvm', filter: '' }],
      storage,
      tables: { maintainers: readMaintainers(''), mailmap: noMailmap },
      clock,
      log: createLog('silent'),
      random: () => 0,
      settings: usualSettings,
    },
    stop.signal,
  )
  await work()
  stop.abort()
  await running
  return chat
}

describe('a clock that is set back by an hour', () => {
  test('keeps no list waiting: it is asked as often as before', async () => {
    const source = scriptedSource('wall', [])
    const polls: number[] = []
    const poll: ListSource['poll'] = (...asked) => {
      polls.push(time.now())
      return source.poll(...asked)
    }
    await following({ ...source, poll }, async () => {
      await time.sleep(2.5 * minute)
      back = hour
      await time.sleep(10 * minute)
    })
    expect(polls.length).toBeGreaterThanOrEqual(12)
    const waits = polls.slice(1).map((at, index) => at - (polls[index] ?? 0))
    expect(Math.max(...waits)).toBeLessThanOrEqual(2 * minute)
  })
})
