import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ChatPlatform } from '#src/ports.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { replyNotice, rootNotice } from '#test/contracts/notices.ts'
import { failure } from '#test/fakes/failure.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { openSlack, slackAt } from '#test/slack/open-slack.ts'

/* Slack asks one edit to wait: its limit is that of all edits in the workspace, and of nothing else. */

const clock = { ...wallClock, aheadMs: 0, now: () => Date.now() + clock.aheadMs }

let fake: RunningFake
let platform: ChatPlatform
let newChannel: Awaited<ReturnType<typeof openSlack>>['channel']
let deliveries = 0
const newId = (): string => `edited-${(deliveries += 1)}`

beforeAll(async () => {
  ;({ fake, channel: newChannel } = await openSlack())
})
beforeEach(async () => {
  platform = slackAt(fake, {}, clock)
  await platform.start(testHost())
  return () => platform.stop()
})
afterAll(() => fake.stop())

const edits = async (): Promise<number> =>
  (await fake.control<{ calls: Record<string, number> }>('tally')).calls['chat.update'] ?? 0

/** Two posts, each in a channel of its own; the first one's edit is told to wait for so long. */
async function toldToWait(seconds: number) {
  const [first, second] = [await newChannel(), await newChannel()]
  const posts = {
    one: await platform.send(first, rootNotice(), newId()),
    two: await platform.send(second, rootNotice(), newId()),
  }
  const headers = { 'retry-after': String(seconds) }
  const does = { status: 429, headers, body: { ok: false, error: 'ratelimited' } }
  await fake.control('fault', { call: 'chat.update', channel: first, times: 1, when: 'before', does })
  const error = await failure(platform.edit?.(posts.one, rootNotice('x'), 'one'))
  expect(error).toMatchObject({ name: 'TemporaryError', scope: 'message', retryAfterMs: seconds * 1000 })
  return posts
}

test('no post is edited before that, without asking, and then all are', async () => {
  const { one, two } = await toldToWait(30)
  const before = await edits()
  clock.aheadMs += 10_000
  for (const sent of [one, two]) {
    const error = await failure(platform.edit?.(sent, rootNotice('y'), 'y'))
    expect(error).toMatchObject({ name: 'TemporaryError', scope: 'message' })
    const { retryAfterMs } = error as { retryAfterMs: number }
    expect(retryAfterMs).toBeGreaterThan(10_000)
    expect(retryAfterMs).toBeLessThanOrEqual(20_000)
  }
  expect(await edits()).toBe(before)
  clock.aheadMs += 20_000
  for (const sent of [one, two]) await platform.edit?.(sent, rootNotice('y'), 'y')
  expect(await edits()).toBe(before + 2)
})

test('posts go on', async () => {
  const { one } = await toldToWait(30)
  const reply = await platform.send(one.channel, replyNotice(), newId(), one)
  expect(reply.thread).toBe(one.id)
})

test('a clock that is set back makes nobody wait for longer', async () => {
  const { two } = await toldToWait(30)
  clock.aheadMs -= 24 * 3_600_000
  const before = await edits()
  await platform.edit?.(two, rootNotice('y'), 'y')
  expect(await edits()).toBe(before + 1)
})

test('nothing of this broke a rule of Slack', async () => {
  expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
})
