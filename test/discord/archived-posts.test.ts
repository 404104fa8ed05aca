import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UncertainError, type ChatPlatform } from '#src/ports.ts'
import { rootNotice } from '#test/contracts/notices.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { openDiscord } from '#test/discord/open-discord.ts'
import { failure } from '#test/fakes/failure.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'

/* A forum's post whose answer was lost, and which was archived before anybody looked for it. */

const page = 100
const hour = 3_600_000

let fake: RunningFake
let platform: ChatPlatform
let newChannel: Awaited<ReturnType<typeof openDiscord>>['channel']
let old = 0

beforeAll(async () => {
  ;({ fake, platform, channel: newChannel } = await openDiscord())
  await fake.control('server', { speed: 1000 })
  await platform.start(testHost())
})
afterAll(async () => {
  await platform.stop()
  await fake.stop()
})

/** Posts of years ago, archived one each millisecond from then on. */
async function archiveOld(forum: string, count: number, from: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    const id = String(100_000_000_000_000_000n + BigInt((old += 1)))
    await fake.control('channel', { id, type: 11, parentId: forum, archived: true, archivedAt: from + at })
  }
}

/** A forum with a lost post, archived, and so many old ones that were archived after it. */
async function lostBehind(count: number): Promise<{ readonly forum: string; readonly id: string | undefined }> {
  const forum = await newChannel({ type: 15 })
  const does = { reset: true }
  await fake.control('fault', { call: 'POST /channels/:id/threads', channel: forum, times: 1, when: 'after', does })
  expect(await failure(platform.send(forum, rootNotice(), 'lost'))).toBeInstanceOf(UncertainError)
  const [post] = await fake.control<{ id: string }[]>('posts', { channel: forum })
  await fake.control('channel', { id: post?.id, archived: true })
  await archiveOld(forum, count, Date.now() + 1000)
  return { forum, id: post?.id }
}

async function pagesRead(): Promise<number> {
  const { calls } = await fake.control<{ calls: Record<string, number> }>('tally')
  return calls['GET /channels/:id/threads/archived/public'] ?? 0
}

describe('is found', () => {
  for (const count of [0, 2 * page]) {
    test(`behind ${count} that were archived after it`, async () => {
      const since = Date.now()
      const { forum, id } = await lostBehind(count)
      expect(await platform.findSent?.(forum, 'lost', since)).toMatchObject({ id, channel: id, thread: id })
    })
  }

  test('but not behind any number: then nobody can tell', async () => {
    const since = Date.now()
    const { forum } = await lostBehind(5 * page)
    expect(await failure(platform.findSent?.(forum, 'lost', since))).toBeInstanceOf(UncertainError)
  })
})

test('one that is not there is looked for no further back than it could be', async () => {
  const forum = await newChannel({ type: 15 })
  await archiveOld(forum, 2 * page, Date.now() - hour)
  const before = await pagesRead()
  expect(await platform.findSent?.(forum, 'never', Date.now())).toBeUndefined()
  expect((await pagesRead()) - before).toBe(1)
})

test('nothing of this broke a rule of Discord', async () => {
  expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
})
