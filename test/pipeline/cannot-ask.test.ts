import { afterEach, beforeEach, expect, test } from 'vitest'
import { noCheckpoint } from '#src/pipeline/checkpoint.ts'
import { openLanes } from '#src/pipeline/deliver.ts'
import type { LaneParts } from '#src/pipeline/lane-parts.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import { CannotAskError, UncertainError } from '#src/ports.ts'
import { createBell } from '#src/runtime/bell.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { Storage } from '#src/storage/storage.ts'
import { addRows, row } from '../storage/outbox-rows.ts'
import { scriptedPlatform, type ScriptedPlatform } from './scripted-platform.ts'

/* A platform that may be asked what it has in some channels and not in others. */

const restMs = usualSettings.delivery.uncertainRestMs
const hour = 3_600_000
const start = 30 * 24 * hour
const lost = { lost: new UncertainError('connection reset') }

let storage: Storage
let chat: ScriptedPlatform
let now: number

beforeEach(async () => {
  storage = await openStorage('sqlite::memory:')
  await storage.addSubscription({
    platform: 'p',
    channel: 'one',
    list: 'kvm',
    filter: '',
    createdBy: 'u',
    createdAt: 0,
  })
  now = start
  chat = scriptedPlatform()
  chat.planFind(...Array.from({ length: 20 }, () => new CannotAskError('may not read there')))
})
afterEach(() => storage.close())

/** Does all that is due now. */
async function work(settings: Partial<LaneParts['settings']> = {}): Promise<void> {
  const { platform } = chat
  const clock = { now: () => now, sleep: () => Promise.resolve() }
  const parts = { platform, storage, clock, log: createLog('silent'), random: () => 0, checkpoint: noCheckpoint }
  const all = { ...usualSettings.delivery, editQuietMs: 4000, ...settings }
  const lanes = openLanes({ ...parts, settings: all }, createBell(), new AbortController().signal)
  while ((await lanes.startDue()) > 0) await lanes.settled()
}

const posted = (): readonly string[] => chat.posts.map(({ deliveryId }) => deliveryId)

test('a root whose answer was lost rests, is sent again once, and holds up nothing else meanwhile', async () => {
  chat.plan('root', lost)
  await addRows(storage, [row('root'), row('other')])
  await work()
  now += 5000
  await work()
  expect(posted()).toEqual(['root', 'other'])
  expect(await storage.row('root')).toMatchObject({ state: 'uncertain', nextTryAt: start + restMs })
  now = start + restMs
  await work()
  expect(posted()).toEqual(['root', 'other', 'root'])
  expect(await storage.row('root')).toMatchObject({ state: 'sent' })
  expect((await storage.subscriptions())[0]?.pausedBecause).toBeUndefined()
})

test('a root whose answer was lost twice is given up: a third would be worse', async () => {
  chat.plan('root', lost, lost)
  await addRows(storage, [row('root')])
  for (let round = 0; round < 4; round += 1) {
    await work()
    now += restMs
  }
  expect(posted()).toEqual(['root', 'root'])
  expect(await storage.row('root')).toMatchObject({ state: 'dead', reason: expect.stringContaining('sent twice') })
})

test('a root is held where the setting says so', async () => {
  chat.plan('root', lost)
  await addRows(storage, [row('root')])
  await work({ whenUncertain: 'hold' })
  now += restMs
  await work({ whenUncertain: 'hold' })
  expect(posted()).toEqual(['root'])
  expect((await storage.row('root'))?.state).toBe('dead')
})

test('a reply is sent again at once', async () => {
  chat.plan('reply', lost)
  await addRows(storage, [row('root'), row('reply', { rootId: 'root' })])
  await work()
  now += 1000
  await work()
  expect(posted()).toEqual(['root', 'reply', 'reply'])
})

test('a clock that is set back lets no root rest longer than anything else', async () => {
  chat.plan('root', lost)
  await addRows(storage, [row('root')])
  await work()
  now -= 24 * hour
  await work()
  now += 1.2 * hour
  await work()
  expect(posted()).toEqual(['root', 'root'])
})
