import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ChatPlatform } from '#src/ports.ts'
import { wallClock, type Clock } from '#src/runtime/clock.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { Storage } from '#src/storage/storage.ts'
import { openDiscord } from '#test/discord/open-discord.ts'
import { testHost } from '#test/contracts/test-host.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { deliverNow } from '../pipeline/deliver-now.ts'
import { addRows, notice, row } from '../storage/outbox-rows.ts'

/* Somebody deletes or locks one thread: its channel, and what else is posted there, goes on. */

interface Post {
  readonly id: string
  readonly thread?: string
  readonly seen: { readonly text: string }
}

let fake: RunningFake
let platform: ChatPlatform
let newChannel: Awaited<ReturnType<typeof openDiscord>>['channel']
let channel: string
let storage: Storage

beforeAll(async () => {
  ;({ fake, platform, channel: newChannel } = await openDiscord())
  await fake.control('server', { speed: 1000 })
  await platform.start(testHost())
})
beforeEach(async () => {
  storage = await openStorage('sqlite::memory:')
})
afterEach(() => storage.close())
afterAll(async () => {
  await platform.stop()
  await fake.stop()
})

const here = () => ({ platform: 'discord', channel })
/** Nobody waits for the turn of the next post, since the stand-in counts faster too. */
const hasty: Clock = { ...wallClock, sleep: (ms, signal) => wallClock.sleep(Math.min(ms, 20), signal) }
const deliver = () => deliverNow(platform, storage, hasty)
const texts = async () =>
  (await fake.control<readonly Post[]>('posts', { channel })).map(({ seen }) => seen.text.trim().split('\n')[0])

/** A subscribed channel with a card and a reply; gives the thread. */
async function threadIn(how: object): Promise<string | undefined> {
  channel = await newChannel(how)
  await storage.addSubscription({ ...here(), list: 'kvm', filter: '', createdBy: 'u', createdAt: 0 })
  await addRows(storage, [
    { ...row('card', { text: 'The card' }), ...here() },
    { ...row('said', { rootId: 'card', text: 'A reply' }), ...here() },
  ])
  await deliver()
  return (await storage.row('said'))?.sent?.thread
}

async function shallSay(deliveryId: string, text: string): Promise<void> {
  await addRows(storage, [], { edits: [{ deliveryId, notice: notice(text), noticeHash: text }], at: 0 })
  await deliver()
}

/** What readers see when another series was posted. */
async function withAnother(): Promise<readonly (string | undefined)[]> {
  await addRows(storage, [{ ...row('other', { text: 'Another series' }), ...here() }])
  await deliver()
  expect((await storage.subscriptions())[0]?.pausedBecause).toBeUndefined()
  return texts()
}

test('a reply that should say something else in a thread that was deleted is let go', async () => {
  const thread = await threadIn({})
  await fake.control('delete', { channel: thread })
  await shallSay('said', 'A better reply')
  expect(await withAnother()).toEqual(['The card', 'Another series'])
})

test('a card whose forum post was deleted comes again once, and points to no thread that is gone', async () => {
  await fake.control('delete', { channel: await threadIn({ type: 15 }) })
  await shallSay('card', 'As it is')
  expect(await texts()).toEqual(['As it is'])
  await fake.control('delete', { channel: (await storage.row('card'))?.sent?.thread })
  await shallSay('card', 'As it is now')
  expect(await withAnother()).toEqual(['Another series'])
})

for (const [kind, how, post] of [
  ['of a text channel', {}, 'said'],
  ['of a forum', { type: 15 }, 'card'],
] as const) {
  test(`a thread ${kind} that was locked refuses what should say something else there, and nothing more`, async () => {
    const thread = await threadIn(how)
    await fake.control('channel', { id: thread, locked: true, archived: true })
    await shallSay(post, 'What it should say')
    const seen = await withAnother()
    expect(new Set(seen)).toEqual(new Set(['The card', 'A reply', 'Another series']))
    expect(seen).toHaveLength(3)
  })
}

test('a thread that was locked refuses a reply, and nothing more', async () => {
  const thread = await threadIn({})
  const does = { status: 400, body: { code: 160005, message: 'Thread is locked' } }
  await fake.control('fault', { call: 'POST /channels/:id/messages', channel: thread, times: 1, when: 'before', does })
  await addRows(storage, [{ ...row('review', { rootId: 'card', text: 'A review' }), ...here() }])
  expect(await withAnother()).toEqual(['The card', 'Another series', 'A reply'])
  expect(await storage.row('review')).toMatchObject({ state: 'dead', reason: 'thread_locked' })
})

test('a channel that was deleted with its threads is paused by what is to be posted next', async () => {
  const thread = await threadIn({})
  await fake.control('delete', { channel: thread })
  await fake.control('delete', { channel })
  await shallSay('said', 'A better reply')
  await addRows(storage, [{ ...row('other', { text: 'Another series' }), ...here() }])
  await deliver()
  expect((await storage.subscriptions())[0]?.pausedBecause).toBe('channel_not_found')
})

test('nothing of this broke a rule of Discord', async () => {
  expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
})
