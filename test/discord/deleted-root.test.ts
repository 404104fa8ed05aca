import { afterAll, beforeAll, expect, test } from 'vitest'
import { noCheckpoint } from '#src/pipeline/checkpoint.ts'
import { deliverAll, openLanes } from '#src/pipeline/deliver.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import type { ChatPlatform } from '#src/ports.ts'
import { createBell } from '#src/runtime/bell.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { Storage } from '#src/storage/storage.ts'
import { openDiscord } from '#test/discord/open-discord.ts'
import { testHost } from '#test/contracts/test-host.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { addRows, row } from '../storage/outbox-rows.ts'

/* Somebody deletes a card on Discord, within the minutes in which Discord answers a repeated nonce with the old post. */

interface Post {
  readonly id: string
  readonly thread?: string
  readonly seen: { readonly text: string }
}

let fake: RunningFake
let platform: ChatPlatform
let channel: string
let storage: Storage

beforeAll(async () => {
  let newChannel
  ;({ fake, platform, channel: newChannel } = await openDiscord())
  channel = await newChannel()
  await platform.start(testHost())
  storage = await openStorage('sqlite::memory:')
})
afterAll(async () => {
  await platform.stop()
  await storage.close()
  await fake.stop()
})

async function deliver(): Promise<void> {
  const { signal } = new AbortController()
  const bell = createBell()
  const settings = { ...usualSettings.delivery, editQuietMs: 0 }
  const parts = { platform, storage, clock: wallClock, log: createLog('silent'), random: () => 0, settings }
  const lane = { ...parts, checkpoint: noCheckpoint }
  await deliverAll(openLanes(lane, bell, signal), lane, bell, signal)
}

const here = () => ({ platform: 'discord', channel })
const posts = () => fake.control<readonly Post[]>('posts', { channel })

test('a card that was deleted comes again once, and the reply has its thread there', async () => {
  await addRows(storage, [{ ...row('root', { text: 'The card' }), ...here() }])
  await deliver()
  const [first] = await posts()
  await fake.control('delete', { channel, message: first?.id })
  await addRows(storage, [{ ...row('reply', { rootId: 'root', text: 'A reply' }), ...here() }])
  await deliver()
  const [again, reply, ...more] = await posts()
  expect(again?.id).not.toBe(first?.id)
  expect(again?.seen.text).toContain('The card')
  expect(reply).toMatchObject({ thread: again?.id })
  expect(reply?.seen.text).toContain('A reply')
  expect(more).toEqual([])

  await fake.control('delete', { channel, message: again?.id })
  await fake.control('delete', { channel: again?.id })
  await addRows(storage, [{ ...row('last', { rootId: 'root', text: 'Another' }), ...here() }])
  await deliver()
  expect((await posts()).filter(({ seen }) => seen.text.includes('The card'))).toEqual([])
  expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
})
