import { afterEach, beforeEach, expect, test } from 'vitest'
import { usualSettings } from '#src/pipeline/settings.ts'
import { CannotAskError, UncertainError } from '#src/ports.ts'
import { addRows, row } from '../storage/outbox-rows.ts'
import { scriptedPlatform, type ScriptedPlatform } from './scripted-platform.ts'
import { smallOutbox, type SmallOutbox } from './small-outbox.ts'

/* A platform that may be asked what it has in some channels and not in others. */

const restMs = usualSettings.delivery.uncertainRestMs
const hour = 3_600_000
const start = 30 * 24 * hour
const lost = { lost: new UncertainError('connection reset') }

let outbox: SmallOutbox
let chat: ScriptedPlatform

beforeEach(async () => {
  outbox = await smallOutbox()
  outbox.now = start
  const wanted = { platform: 'p', channel: 'one', list: 'kvm', filter: '', createdBy: 'u', createdAt: 0 }
  await outbox.storage.addSubscription(wanted)
  chat = scriptedPlatform()
  chat.planFind(...Array.from({ length: 20 }, () => new CannotAskError('may not read there')))
})
afterEach(() => outbox.storage.close())

const posted = (): readonly string[] => chat.posts.map(({ deliveryId }) => deliveryId)

test('a root whose answer was lost rests, is sent again once, and holds up nothing else meanwhile', async () => {
  chat.plan('root', lost)
  await addRows(outbox.storage, [row('root'), row('other')])
  await outbox.work(chat)
  outbox.now += 5000
  await outbox.work(chat)
  expect(posted()).toEqual(['root', 'other'])
  expect(await outbox.storage.row('root')).toMatchObject({ state: 'uncertain', nextTryAt: start + restMs })
  outbox.now = start + restMs
  await outbox.work(chat)
  expect(posted()).toEqual(['root', 'other', 'root'])
  expect(await outbox.storage.row('root')).toMatchObject({ state: 'sent' })
  expect((await outbox.storage.subscriptions())[0]?.pausedBecause).toBeUndefined()
})

test('a root whose answer was lost twice is given up: a third would be worse', async () => {
  chat.plan('root', lost, lost)
  await addRows(outbox.storage, [row('root')])
  for (let round = 0; round < 4; round += 1) {
    await outbox.work(chat)
    outbox.now += restMs
  }
  expect(posted()).toEqual(['root', 'root'])
  expect(await outbox.storage.row('root')).toMatchObject({
    state: 'dead',
    reason: expect.stringContaining('sent twice'),
  })
})

test('a root is held where the setting says so', async () => {
  chat.plan('root', lost)
  await addRows(outbox.storage, [row('root')])
  await outbox.work(chat, { whenUncertain: 'hold' })
  outbox.now += restMs
  await outbox.work(chat, { whenUncertain: 'hold' })
  expect(posted()).toEqual(['root'])
  expect((await outbox.storage.row('root'))?.state).toBe('dead')
})

test('a reply is sent again at once', async () => {
  chat.plan('reply', lost)
  await addRows(outbox.storage, [row('root'), row('reply', { rootId: 'root' })])
  await outbox.work(chat)
  outbox.now += 1000
  await outbox.work(chat)
  expect(posted()).toEqual(['root', 'reply', 'reply'])
})

test('a clock that is set back lets no root rest longer than anything else', async () => {
  chat.plan('root', lost)
  await addRows(outbox.storage, [row('root')])
  await outbox.work(chat)
  outbox.now -= 24 * hour
  await outbox.work(chat)
  outbox.now += 1.2 * hour
  await outbox.work(chat)
  expect(posted()).toEqual(['root', 'root'])
})
