import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tagIds } from '#adapters/discord/forum.ts'
import { UncertainError, type ChatPlatform } from '#src/ports.ts'
import { hostileTexts, replyNotice, rootNotice } from '#test/contracts/notices.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { discordAt, openDiscord } from '#test/discord/open-discord.ts'
import { failure } from '#test/fakes/failure.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'

/* Forum channels: a series is a post of its own, with tags for where it stands. */

interface Post {
  readonly id: string
  readonly thread?: string
  readonly threadName?: string
  readonly tags?: readonly string[]
  readonly edits: number
  readonly seen: { readonly text: string; readonly alive: readonly string[] }
}

const tags = [
  { id: '800000000000000001', name: 'in review' },
  { id: '800000000000000002', name: 'Applied' },
  { id: '800000000000000003', name: 'ARM64' },
  { id: '800000000000000004', name: 'x86' },
  { id: '800000000000000005', name: 'New', moderated: true },
  { id: '800000000000000006', name: 'ours' },
]
const [review, applied, arm64, x86, , ours] = tags.map(({ id }) => id)

let fake: RunningFake
let platform: ChatPlatform
let newChannel: Awaited<ReturnType<typeof openDiscord>>['channel']
let deliveries = 0
const newId = (): string => `forum-${(deliveries += 1)}`

beforeAll(async () => {
  ;({ fake, platform, channel: newChannel } = await openDiscord())
  await platform.start(testHost())
})
afterAll(async () => {
  await platform.stop()
  await fake.stop()
})

const newForum = (how = {}): Promise<string> => newChannel({ type: 15, tags, ...how })
const posts = (channel: string): Promise<readonly Post[]> => fake.control<Post[]>('posts', { channel })
const named = { name: 'v2 · KVM: arm64: Handle unplugged timers (3)', tags: ['In review', 'arm64', 'riscv', 'New'] }

describe('a forum', () => {
  test('gets one post for a series, with a name, the tags that it has, and the replies inside', async () => {
    const forum = await newForum()
    const root = await platform.send(forum, rootNotice('Timers', named), newId())
    const reply = await platform.send(forum, replyNotice(), newId(), root)
    const all = await posts(forum)
    expect(all.map(({ id }) => id)).toEqual([root.id, reply.id])
    expect(all[0]).toMatchObject({ thread: root.id, threadName: named.name, tags: [review, arm64] })
    expect(all[1]).toMatchObject({ thread: root.id })
    expect(root).toMatchObject({ channel: root.id, thread: root.id })
    expect(root.url).toBe(`https://discord.com/channels/222222222222222222/${root.id}/${root.id}`)
  })

  test('a change of state changes the tags, also of a post that was archived, and leaves those of people', async () => {
    const forum = await newForum()
    const root = await platform.send(forum, rootNotice('Timers', named), 'tagged')
    await fake.control('channel', { id: root.id, appliedTags: [review, arm64, ours], archived: true })
    await platform.edit?.(root, rootNotice('Timers', { ...named, tags: ['Applied', 'arm64', 'x86'] }), 'tagged')
    expect((await posts(forum))[0]).toMatchObject({ edits: 1, tags: [applied, arm64, x86, ours] })
  })

  test('a post whose tags we may not change is edited all the same', async () => {
    const forum = await newForum()
    const root = await platform.send(forum, rootNotice('Timers', named), 'untagged')
    const does = { status: 403, body: { message: 'Missing Permissions', code: 50013 } }
    await fake.control('fault', { call: 'PATCH /channels/:id', channel: root.id, times: 1, when: 'before', does })
    await platform.edit?.(root, rootNotice('Timers', { ...named, tags: ['Applied'] }), 'untagged')
    expect((await posts(forum))[0]).toMatchObject({ edits: 1, tags: [review, arm64] })
  })

  test('one that requires a tag says what to do where none fits', async () => {
    const forum = await newForum({ requiresTag: true })
    const error = await failure(platform.send(forum, rootNotice('Timers', { tags: ['NAK'] }), newId()))
    expect(error).toMatchObject({ name: 'PermanentError', scope: 'channel', reason: 'forum_requires_a_tag' })
    expect(String(error)).toContain('add one named after an arch or "New"')
    await platform.send(forum, rootNotice('Timers', named), newId())
    expect(await posts(forum)).toHaveLength(1)
  })

  for (const [what, does] of [
    ['a reset', { reset: true }],
    ['a 500', { status: 500, body: 'no' }],
  ] as const) {
    test(`after ${what} the post is found among the open ones, since such a call takes no nonce`, async () => {
      const forum = await newForum()
      const since = Date.now()
      await platform.send(forum, rootNotice('Another'), newId())
      await fake.control('fault', { call: 'POST /channels/:id/threads', channel: forum, times: 1, when: 'after', does })
      expect(await failure(platform.send(forum, rootNotice(), 'lost'))).toBeInstanceOf(UncertainError)
      const found = await platform.findSent?.(forum, 'lost', since)
      expect((await posts(forum)).map(({ id }) => id)).toContain(found?.id)
      expect(found).toMatchObject({ thread: found?.id, channel: found?.id })
      expect(await platform.findSent?.(forum, 'never', since)).toBeUndefined()
      const reply = await platform.send(forum, replyNotice(), 'in-forum', found)
      expect((await platform.findSent?.(forum, 'in-forum', since, found))?.id).toBe(reply.id)
    })
  }

  test('a post that was deleted takes its replies along, and the forum goes on', async () => {
    const forum = await newForum()
    const root = await platform.send(forum, rootNotice(), newId())
    await fake.control('delete', { channel: root.id })
    expect(await failure(platform.send(forum, replyNotice(), newId(), root))).toMatchObject({
      name: 'PermanentError',
      scope: 'message',
      reason: 'thread_not_found',
    })
  })

  test('is known for one after a restart, before the gateway has told of it', async () => {
    const forum = await newForum()
    await discordAt(fake).send(forum, rootNotice('Timers', named), newId())
    expect((await posts(forum))[0]).toMatchObject({ threadName: named.name, tags: [review, arm64] })
  })

  test('a name from a mail is plain, short and never empty', async () => {
    const forum = await newForum()
    for (const text of [...hostileTexts.slice(0, 3), 'w'.repeat(500), '\u200b']) {
      await platform.send(forum, rootNotice(text, { name: text }), newId())
      const last = (await posts(forum)).at(-1)
      expect(last?.threadName?.length).toBeGreaterThan(0)
      expect(last?.threadName?.length).toBeLessThanOrEqual(100)
      expect(last?.threadName).not.toMatch(/[\n\u202e]/)
      expect(last?.seen.alive).toEqual([])
      await new Promise((resolve) => setTimeout(resolve, 1000 / platform.limits.postsPerSecond))
    }
  })
})

test('at most five tags, the state first, never one that is only for moderators', () => {
  const known = Array.from({ length: 9 }, (_, index) => ({ id: `${index}`, name: `t${index}`, moderated: false }))
  expect(tagIds(known, ['t8', 't1', 't2', 't3', 't4', 't5'], ['t6'])).toEqual(['8', '1', '2', '3', '4'])
  expect(tagIds([{ id: '1', name: 'New', moderated: true }], ['New'], [])).toEqual([])
})

test('nothing of this broke a rule of Discord', async () => {
  expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
})
