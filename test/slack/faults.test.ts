import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CannotAskError, PermanentError, TemporaryError, UncertainError, type ChatPlatform } from '#src/ports.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { replyNotice, rootNotice } from '#test/contracts/notices.ts'
import { failure } from '#test/fakes/failure.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { everyScope, openSlack, slackAt } from '#test/slack/open-slack.ts'

/* What goes wrong with Slack, and what the platform makes of it. */

type Post = { ts: string; threadTs?: string; blocks: { type: string; block_id?: string }[]; seen: { text: string } }

let fake: RunningFake
let platform: ChatPlatform
let newChannel: Awaited<ReturnType<typeof openSlack>>['channel']
const host = testHost()
let deliveries = 0
const newId = (): string => `delivery-${(deliveries += 1)}`

beforeAll(async () => {
  ;({ fake, platform, channel: newChannel } = await openSlack())
  await platform.start(host)
})
afterAll(async () => {
  await platform.stop()
  await fake.stop()
})

function failing(
  call: string,
  channel: string,
  does: object,
  when: 'before' | 'after' = 'before',
  times = 1,
): Promise<unknown> {
  return fake.control('fault', { call, channel, times, when, does })
}

const refusal = (error: string): object => ({ status: 200, body: { ok: false, error } })

describe('a refusal of Slack', () => {
  const table = [
    ['not_in_channel', PermanentError, { scope: 'channel', reason: 'not_in_channel' }],
    ['channel_not_found', PermanentError, { scope: 'channel', reason: 'channel_not_found' }],
    ['is_archived', PermanentError, { scope: 'channel', reason: 'is_archived' }],
    ['restricted_action', PermanentError, { scope: 'channel', reason: 'restricted_action' }],
    ['missing_scope', PermanentError, { scope: 'installation', reason: 'missing_scope' }],
    ['invalid_auth', PermanentError, { scope: 'installation', reason: 'invalid_auth' }],
    ['token_revoked', PermanentError, { scope: 'installation', reason: 'token_revoked' }],
    ['account_inactive', PermanentError, { scope: 'installation', reason: 'account_inactive' }],
    ['thread_not_found', PermanentError, { scope: 'message', reason: 'message_not_found' }],
    ['restricted_action_thread_locked', PermanentError, { scope: 'message' }],
    ['something_new', PermanentError, { scope: 'message', reason: 'something_new' }],
    ['ratelimited', TemporaryError, { scope: 'channel', retryAfterMs: 30_000 }],
    ['internal_error', UncertainError, {}],
    ['fatal_error', UncertainError, {}],
    ['<html>Bad gateway</html>', UncertainError, {}],
  ] as const
  for (const [code, kind, details] of table) {
    test(`${code} is read as one thing`, async () => {
      const channel = await newChannel()
      await failing('chat.postMessage', channel, refusal(code))
      const error = await failure(platform.send(channel, rootNotice(), newId()))
      expect(error).toBeInstanceOf(kind)
      expect(error).toMatchObject(details)
      expect(await fake.control('posts', { channel })).toEqual([])
    })
  }
})

describe('what happened to the connection', () => {
  test('reset before Slack took it: uncertain, nothing is found, and it is not repeated by itself', async () => {
    const channel = await newChannel()
    const since = Date.now()
    await failing('chat.postMessage', channel, { reset: true })
    expect(await failure(platform.send(channel, rootNotice(), 'lost'))).toBeInstanceOf(UncertainError)
    expect(await platform.findSent?.(channel, 'lost', since)).toBeUndefined()
    expect(await fake.control('posts', { channel })).toEqual([])
  })
  test('no answer in time: uncertain, and the post is found', async () => {
    const channel = await newChannel()
    const since = Date.now()
    const hasty = slackAt(fake, { timeoutMs: 1000 })
    await failing('chat.postMessage', channel, { delayMs: 2500 }, 'after')
    expect(await failure(hasty.send(channel, rootNotice(), 'slow'))).toBeInstanceOf(UncertainError)
    expect(await platform.findSent?.(channel, 'slow', since)).toBeDefined()
  })
  test('an uncertain reply is found in its thread', async () => {
    const channel = await newChannel()
    const since = Date.now()
    const root = await platform.send(channel, rootNotice(), newId())
    await failing('chat.postMessage', channel, { status: 500, body: 'oops' }, 'after')
    expect(await failure(platform.send(channel, replyNotice(), 'reply', root))).toBeInstanceOf(UncertainError)
    const found = await platform.findSent?.(channel, 'reply', since, root)
    expect(found?.thread).toBe(root.id)
    expect(await platform.findSent?.(channel, 'reply', since)).toBeUndefined()
  })
  const minute = 60_000
  for (const [off, aheadMs] of [
    ['two minutes ahead', 2 * minute],
    ['a day ahead', 1440 * minute],
    ['a day behind', -1440 * minute],
  ] as const) {
    test(`a root and a reply are found by a clock that is ${off}`, async () => {
      const channel = await newChannel()
      const clock = { ...wallClock, now: () => Date.now() + aheadMs }
      const skewed = slackAt(fake, {}, clock)
      const since = clock.now()
      const root = await skewed.send(channel, rootNotice(), 'early root')
      const reply = await skewed.send(channel, replyNotice(), 'early reply', root)
      expect(await skewed.findSent?.(channel, 'early root', since)).toEqual(root)
      expect(await skewed.findSent?.(channel, 'early reply', since, root)).toEqual(reply)
    })
  }
  test('a root and a reply are found by a clock that was set back since', async () => {
    const channel = await newChannel()
    const since = Date.now() + 1440 * minute
    const root = await platform.send(channel, rootNotice(), 'root before')
    const reply = await platform.send(channel, replyNotice(), 'reply before', root)
    expect(await platform.findSent?.(channel, 'root before', since)).toEqual(root)
    expect(await platform.findSent?.(channel, 'reply before', since, root)).toEqual(reply)
  })
  test('of many posts, no more are looked through than can be as young as the one that is missed', async () => {
    const channel = await newChannel()
    await fake.control('pace', { speed: 10_000 })
    for (let post = 0; post < 201; post += 1) await platform.send(channel, replyNotice(), newId())
    await fake.control('pace', { speed: 1 })
    const pages = async (since: number): Promise<number> => {
      const before = await fake.control<{ calls: Record<string, number> }>('tally')
      expect(await platform.findSent?.(channel, 'missed', since)).toBeUndefined()
      const { calls } = await fake.control<{ calls: Record<string, number> }>('tally')
      return (calls['conversations.history'] ?? 0) - (before.calls['conversations.history'] ?? 0)
    }
    expect(await pages(Date.now())).toBe(2)
    expect(await pages(Date.now() + 60 * minute)).toBe(1)
  })
  test('nobody listens: surely not sent, so temporary and for the whole installation', async () => {
    const gone = await openSlack()
    await gone.fake.stop()
    const error = await failure(gone.platform.send('C1', rootNotice(), newId()))
    expect(error).toBeInstanceOf(TemporaryError)
    expect(error).toMatchObject({ scope: 'installation' })
  })
})

test('a 429 in one of five channels does not hold up the others', async () => {
  const channels = await Promise.all(Array.from({ length: 5 }, () => newChannel()))
  await failing('chat.postMessage', channels[2] ?? '', {
    status: 429,
    headers: { 'retry-after': '7' },
    body: { ok: false, error: 'ratelimited' },
  })
  const begun = performance.now()
  const results = await Promise.allSettled(channels.map((channel) => platform.send(channel, rootNotice(), newId())))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  expect(results[2]).toMatchObject({ reason: { scope: 'channel', retryAfterMs: 7000 } })
  expect(performance.now() - begun).toBeLessThan(6000)
})

for (const code of ['invalid_blocks', 'msg_blocks_too_long', 'msg_too_long']) {
  test(`${code} is followed once by the plain form, which keeps the marker`, async () => {
    const channel = await newChannel()
    await failing('chat.postMessage', channel, refusal(code))
    await platform.send(channel, rootNotice(), 'plain')
    const [post] = await fake.control<Post[]>('posts', { channel })
    expect(post?.blocks).toMatchObject([{ type: 'rich_text', block_id: 'kvm:plain' }])
    expect(post?.seen.text).toContain('KVM: arm64: Handle unplugged timers')
    await failing('chat.postMessage', channel, refusal(code), 'before', 2)
    const error = await failure(platform.send(channel, rootNotice(), newId()))
    expect(error).toMatchObject({ name: 'PermanentError', scope: 'message', reason: code })
  })
}

test('the root was deleted: editing it is a permanent error of the message', async () => {
  const channel = await newChannel()
  const sent = await platform.send(channel, rootNotice(), newId())
  await fake.control('delete', { channel, ts: sent.id })
  expect(await failure(platform.edit?.(sent, rootNotice('x'), 'id') ?? Promise.resolve())).toMatchObject({
    scope: 'message',
    reason: 'message_not_found',
  })
  expect(await failure(platform.send(channel, replyNotice(), newId(), sent))).toMatchObject({
    scope: 'message',
    reason: 'message_not_found',
  })
})

describe('without the scopes for history', () => {
  test('the platform cannot be asked, and says so by not offering it', async () => {
    const poor = await openSlack()
    await poor.fake.control('scopes', { scopes: ['chat:write', 'commands'] })
    expect('findSent' in poor.platform).toBe(true)
    await poor.platform.start(host)
    expect('findSent' in poor.platform).toBe(false)
    await poor.platform.stop()
    await poor.fake.stop()
  })
  test('of one kind of channel, those alone cannot be asked', async () => {
    const [open, closed] = [await newChannel(), await newChannel({ isPrivate: true })]
    await fake.control('scopes', { scopes: everyScope.filter((scope) => scope !== 'groups:history') })
    const error = await failure(platform.findSent?.(closed, 'x', Date.now()) ?? Promise.resolve())
    expect(await platform.findSent?.(open, 'x', Date.now())).toBeUndefined()
    await fake.control('scopes', { scopes: everyScope })
    expect(error).toBeInstanceOf(CannotAskError)
  })
})

describe('a start that cannot succeed says so', () => {
  test('a token that Slack does not know', async () => {
    const opened = await openSlack({ botToken: 'xoxb-wrong' })
    expect(await failure(opened.platform.start(host))).toMatchObject({
      name: 'PermanentError',
      scope: 'installation',
      reason: 'invalid_auth',
    })
    await opened.platform.stop()
    await opened.fake.stop()
  })
  test('an app token that Slack does not know', async () => {
    const opened = await openSlack({ appToken: 'xapp-wrong' })
    expect(String(await failure(opened.platform.start(host)))).toContain('invalid_auth')
    await opened.platform.stop()
    await opened.fake.stop()
  })
  test('sockets that are refused, within the time that was set', async () => {
    const opened = await openSlack({ startTimeoutMs: 700 })
    await opened.fake.control('socket', { refuse: true })
    const begun = performance.now()
    expect(await failure(opened.platform.start(host))).toBeInstanceOf(Error)
    expect(performance.now() - begun).toBeLessThan(10_000)
    await opened.platform.stop()
    await opened.fake.stop()
  })
})
