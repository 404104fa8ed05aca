import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatPlatform } from '#src/ports.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { Storage } from '#src/storage/storage.ts'
import { openDiscord } from '#test/discord/open-discord.ts'
import { testHost } from '#test/contracts/test-host.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { deliverNow } from '../pipeline/deliver-now.ts'
import { addRows, notice, row } from '../storage/outbox-rows.ts'

/* Somebody deletes a card on Discord, within the minutes in which Discord answers a repeated nonce with the old post. */

interface Post {
  readonly id: string
  readonly thread?: string
  readonly seen: { readonly text: string }
}

let fake: RunningFake
let platform: ChatPlatform
let newChannel: () => Promise<string>
let channel: string
let storage: Storage

beforeAll(async () => {
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

const deliver = () => deliverNow(platform, storage)
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

test('a card that comes again since it should say something else links to the thread that it had', async () => {
  channel = await newChannel()
  await addRows(storage, [{ ...row('card', { text: 'As it was' }), ...here() }])
  await addRows(storage, [{ ...row('said', { rootId: 'card', text: 'Said before' }), ...here() }])
  await deliver()
  const [first, said] = await posts()
  await fake.control('delete', { channel, message: first?.id })
  const edit = { deliveryId: 'card', notice: notice('As it is'), noticeHash: 'new' }
  await addRows(storage, [], { edits: [edit], at: 0 })
  await deliver()
  const [again, pointer, ...more] = (await posts()).filter(({ id }) => id !== said?.id)
  expect(again?.seen.text).toContain('As it is')
  expect(pointer).toMatchObject({ thread: again?.id })
  expect(pointer?.seen.text).toContain('Earlier replies are in the thread of the post that was deleted')
  expect(JSON.stringify(pointer)).toContain(`/${said?.thread}/${said?.id}`)
  expect(more).toEqual([])
  expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
})
