import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PermanentError, TemporaryError, UncertainError, type ChatPlatform } from '#src/ports.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { replyNotice, rootNotice } from '#test/contracts/notices.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { failure } from '#test/fakes/failure.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { discordAt, openDiscord } from '#test/discord/open-discord.ts'

/* What goes wrong with Discord, and what the platform makes of it. */

interface Post {
  readonly id: string
  readonly thread?: string
  readonly threadName?: string
  readonly repliesTo?: string
  readonly edits: number
  readonly seen: { readonly text: string }
}

let fake: RunningFake
let platform: ChatPlatform
let newChannel: Awaited<ReturnType<typeof openDiscord>>['channel']
const host = testHost()
let deliveries = 0
const newId = (): string => `delivery-${(deliveries += 1)}`
const create = 'POST /channels/:id/messages'

beforeAll(async () => {
  ;({ fake, platform, channel: newChannel } = await openDiscord())
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

function posts(channel: string): Promise<readonly Post[]> {
  return fake.control<Post[]>('posts', { channel })
}

const refusal = (status: number, code: number): object => ({ status, body: { code, message: 'refused' } })

describe('a refusal of Discord', () => {
  const table = [
    [404, 10003, PermanentError, { scope: 'channel', reason: 'channel_not_found' }],
    [403, 50001, PermanentError, { scope: 'channel', reason: 'missing_access' }],
    [403, 50013, PermanentError, { scope: 'channel', reason: 'missing_permission' }],
    [403, 99999, PermanentError, { scope: 'channel', reason: 'refused_99999' }],
    [400, 200000, PermanentError, { scope: 'message', reason: 'blocked_by_automod' }],
    [400, 88888, PermanentError, { scope: 'message', reason: 'refused_88888' }],
    [400, 20028, TemporaryError, { scope: 'channel' }],
    [400, 130000, TemporaryError, { scope: 'installation' }],
  ] as const
  for (const [status, code, kind, details] of table) {
    test(`${code} is read as one thing`, async () => {
      const channel = await newChannel()
      await failing(create, channel, refusal(status, code))
      const error = await failure(platform.send(channel, rootNotice(), newId()))
      expect(error).toBeInstanceOf(kind)
      expect(error).toMatchObject(details)
      expect(await posts(channel)).toEqual([])
    })
  }

  test('50035 is followed once by the plain form, and then given up', async () => {
    const channel = await newChannel()
    await failing(create, channel, refusal(400, 50035))
    const sent = await platform.send(channel, rootNotice(), 'plain')
    expect((await posts(channel))[0]?.seen.text).toContain('KVM: arm64: Handle unplugged timers')
    expect((await platform.findSent?.(channel, 'plain', Date.now() - 5000))?.id).toBe(sent.id)
    await failing(create, channel, refusal(400, 50035), 'before', 2)
    expect(await failure(platform.send(channel, rootNotice(), newId()))).toMatchObject({
      scope: 'message',
      reason: 'invalid_content',
    })
  })

  test('an old message has been edited too often: only its edits wait', async () => {
    const channel = await newChannel()
    const sent = await platform.send(channel, rootNotice(), newId())
    await failing('PATCH /channels/:id/messages/:id', channel, {
      status: 429,
      headers: { 'retry-after': '600', 'x-ratelimit-scope': 'user' },
      body: { message: 'wait', retry_after: 600, code: 30046, global: false },
    })
    expect(await failure(platform.edit?.(sent, rootNotice('x'), 'id'))).toMatchObject({
      name: 'TemporaryError',
      scope: 'message',
    })
  })

  test('a global limit stops the whole installation', async () => {
    const own = await openDiscord()
    const channel = await own.channel()
    await own.fake.control('fault', {
      call: create,
      channel,
      times: 1,
      when: 'before',
      does: {
        status: 429,
        headers: { 'retry-after': '30', 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' },
        body: { message: 'wait', retry_after: 30, global: true },
      },
    })
    const error = await failure(own.platform.send(channel, rootNotice(), newId()))
    expect(error).toMatchObject({ name: 'TemporaryError', scope: 'installation' })
    await own.platform.stop()
    await own.fake.stop()
  })

  test('a token that was taken away is refused once, then nothing is sent until it is tried again by one call', async () => {
    const clock = { ...wallClock, aheadMs: 0, now: () => Date.now() + clock.aheadMs }
    const own = await openDiscord({}, clock)
    const channels = await Promise.all([own.channel(), own.channel(), own.channel()])
    const sendAll = (): Promise<unknown[]> =>
      Promise.all(channels.map((channel) => failure(own.platform.send(channel, rootNotice(), newId()))))
    const invalid = async (): Promise<number> => (await own.fake.control<{ invalid: number }>('tally')).invalid
    await own.fake.control('server', { tokenGood: false })
    const first = await failure(own.platform.send(channels[0], rootNotice(), newId()))
    expect(first).toMatchObject({ name: 'PermanentError', scope: 'installation', reason: 'invalid_token' })
    expect(await sendAll()).toEqual([first, first, first])
    expect(await invalid()).toBe(1)

    clock.aheadMs += 3_600_000
    // Those that find it being tried again come back soon, whatever comes of it.
    const soon = { name: 'TemporaryError', scope: 'installation', retryAfterMs: 1000 }
    expect(await sendAll()).toMatchObject([{ reason: 'invalid_token' }, soon, soon])
    expect(await sendAll()).toMatchObject(channels.map(() => ({ reason: 'invalid_token' })))
    expect(await invalid()).toBe(2)

    clock.aheadMs += 3_600_000
    await own.fake.control('server', { tokenGood: true })
    expect(await sendAll()).toMatchObject([undefined, soon, soon])
    expect(await sendAll()).toEqual([undefined, undefined, undefined])
    await own.platform.stop()
    await own.fake.stop()
  })

  test('a 401 between the steps of another post is that post’s refusal too, and no bug', async () => {
    const own = await openDiscord()
    const [channel, other] = [await own.channel(), await own.channel()]
    const root = await own.platform.send(channel, rootNotice(), newId())
    // The reply starts a thread first; meanwhile the token goes.
    await own.fake.control('fault', {
      call: 'POST /channels/:id/messages/:id/threads',
      channel,
      times: 1,
      when: 'after',
      does: { delayMs: 500 },
    })
    const reply = failure(own.platform.send(channel, replyNotice(), newId(), root))
    await new Promise((resolve) => setTimeout(resolve, 200))
    await own.fake.control('server', { tokenGood: false })
    expect(await failure(own.platform.send(other, rootNotice(), newId()))).toMatchObject({ reason: 'invalid_token' })
    expect(await reply).toMatchObject({ name: 'PermanentError', reason: 'invalid_token' })
    await own.platform.stop()
    await own.fake.stop()
  })
})

describe('an uncertain send', () => {
  for (const [what, does] of [
    ['a reset', { reset: true }],
    ['a 502', { status: 502, body: 'bad gateway' }],
    ['an answer that is no JSON', { status: 200, headers: { 'content-type': 'application/json' }, body: '{"id":' }],
  ] as const) {
    test(`after ${what}, the same delivery sent again within minutes is the same message`, async () => {
      const channel = await newChannel()
      await failing(create, channel, does, 'after')
      const id = newId()
      expect(await failure(platform.send(channel, rootNotice(), id))).toBeInstanceOf(UncertainError)
      const again = await discordAt(fake).send(channel, rootNotice(), id)
      expect((await posts(channel)).map((post) => post.id)).toEqual([again.id])
    })
  }

  test('no answer in time: uncertain, found, and not repeated by the library', async () => {
    const channel = await newChannel()
    const since = Date.now()
    await failing(create, channel, { delayMs: 2500 }, 'after')
    expect(await failure(discordAt(fake, { timeoutMs: 1000 }).send(channel, rootNotice(), 'slow'))).toBeInstanceOf(
      UncertainError,
    )
    expect((await platform.findSent?.(channel, 'slow', since))?.id).toBe((await posts(channel))[0]?.id)
    expect(await posts(channel)).toHaveLength(1)
  })

  test('nobody listens: surely not sent, so temporary and for the whole installation', async () => {
    const gone = await openDiscord()
    await gone.fake.stop()
    const error = await failure(gone.platform.send('700000000000000001', rootNotice(), newId()))
    expect(error).toMatchObject({ name: 'TemporaryError', scope: 'installation' })
  })
})

describe('threads', () => {
  test('start with the first reply, named after the root', async () => {
    const channel = await newChannel()
    const root = await platform.send(channel, rootNotice('KVM: [x86] *mmu*: @everyone '.padEnd(180, 'w')), newId())
    expect(await posts(channel)).toHaveLength(1)
    const reply = await platform.send(channel, replyNotice(), newId(), root)
    const post = (await posts(channel)).find(({ id }) => id === reply.id)
    expect(post?.thread).toBe(root.id)
    expect(post?.threadName).toMatch(/^KVM: \[x86\] \*mmu\*: @everyone w+…$/)
    expect(post?.threadName?.length).toBeLessThanOrEqual(100)
    expect(reply.url).toBe(`https://discord.com/channels/222222222222222222/${root.id}/${reply.id}`)
  })

  test('after a restart the thread that is there is used, and one that is not is named after the root', async () => {
    const channel = await newChannel()
    const root = await platform.send(channel, rootNotice('With a thread'), newId())
    const bare = await platform.send(channel, rootNotice('KVM: x86_64: *no* thread [yet]'), newId())
    await platform.send(channel, replyNotice(), newId(), root)
    const restarted = discordAt(fake)
    const reply = await restarted.send(channel, replyNotice('again'), newId(), root)
    const other = await restarted.send(channel, replyNotice('first'), newId(), bare)
    const all = await posts(channel)
    expect(all.find(({ id }) => id === reply.id)?.thread).toBe(root.id)
    expect(all.find(({ id }) => id === other.id)?.threadName).toBe('KVM: x86_64: *no* thread [yet]')
  })

  test('an archived one is opened again for an edit', async () => {
    const channel = await newChannel()
    const root = await platform.send(channel, rootNotice(), newId())
    const reply = await platform.send(channel, replyNotice(), 'edited', root)
    await fake.control('channel', { id: root.id, archived: true })
    await platform.edit?.(reply, replyNotice('Edited'), 'edited')
    expect((await posts(channel)).find(({ id }) => id === reply.id)).toMatchObject({ edits: 1 })
  })

  test('a locked one is a permanent error of the message', async () => {
    const channel = await newChannel()
    const root = await platform.send(channel, rootNotice(), newId())
    await platform.send(channel, replyNotice(), newId(), root)
    await fake.control('channel', { id: root.id, locked: true })
    expect(await failure(platform.send(channel, replyNotice(), newId(), root))).toMatchObject({
      name: 'PermanentError',
      scope: 'message',
      reason: 'thread_locked',
    })
  })

  test('where no more may be opened, or one was deleted, the reply stands in the channel and names its root', async () => {
    const channel = await newChannel()
    const since = Date.now()
    const root = await platform.send(channel, rootNotice(), newId())
    await fake.control('server', { mostThreads: 0 })
    const reply = await platform.send(channel, replyNotice(), 'in-channel', root)
    await fake.control('server', { mostThreads: 1000 })
    expect((await posts(channel)).find(({ id }) => id === reply.id)).toMatchObject({ repliesTo: root.id })
    expect((await platform.findSent?.(channel, 'in-channel', since, root))?.id).toBe(reply.id)

    const other = await platform.send(channel, rootNotice(), newId())
    await platform.send(channel, replyNotice(), newId(), other)
    await fake.control('delete', { channel: other.id })
    const late = await platform.send(channel, replyNotice('late'), newId(), other)
    expect((await posts(channel)).find(({ id }) => id === late.id)).toMatchObject({ repliesTo: other.id })
  })

  test('the root was deleted and its thread was not: replies go on there, also after a restart', async () => {
    const channel = await newChannel()
    const root = await platform.send(channel, rootNotice(), newId())
    await platform.send(channel, replyNotice(), newId(), root)
    await fake.control('delete', { channel, message: root.id })
    const reply = await discordAt(fake).send(channel, replyNotice('on'), newId(), root)
    expect((await posts(channel)).find(({ id }) => id === reply.id)).toMatchObject({ thread: root.id })
  })

  test('the root was deleted: a permanent error of the message', async () => {
    const channel = await newChannel()
    const root = await platform.send(channel, rootNotice(), newId())
    await fake.control('delete', { channel, message: root.id })
    expect(await failure(platform.send(channel, replyNotice(), newId(), root))).toMatchObject({
      scope: 'message',
      reason: 'message_not_found',
    })
    expect(await failure(platform.edit?.(root, rootNotice('x'), 'x'))).toMatchObject({
      scope: 'message',
      reason: 'message_not_found',
    })
  })
})

test('an answer to a person that is told to wait without a time is given up, and the bot can stop', async () => {
  const own = await openDiscord()
  const channel = await own.channel()
  await own.platform.start(host)
  const html = { status: 429, headers: { 'content-type': 'text/html' }, body: '<html>error code: 1015</html>' }
  await own.fake.control('fault', { call: '*', times: 1_000_000, when: 'before', does: html })
  const before = host.asked.length
  await own.fake.control('command', { channel, command: 'kvm', name: 'help', options: [], waitMs: 500 })
  await own.platform.stop()
  expect(host.asked).toHaveLength(before)
  await own.fake.stop()
})

async function resumed(atLeast: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { connections, resumes, identifies } = await fake.control<{
      connections: number
      resumes: number
      identifies: number
    }>('gateway')
    if (connections > 0 && resumes + identifies >= atLeast) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the session did not come back')
}

describe('the gateway', () => {
  for (const how of ['drop', 'reconnect'] as const) {
    test(`after a ${how} the session is resumed, and commands are heard`, async () => {
      const { resumes, identifies } = await fake.control<{ resumes: number; identifies: number }>('gateway')
      await fake.control('gateway', { disconnect: how })
      await resumed(resumes + identifies + 1)
      expect((await fake.control<{ resumes: number }>('gateway')).resumes).toBe(resumes + 1)
      const { answers } = await fake.control<{ answers: object[] }>('command', {
        channel: '700000000000000001',
        command: 'kvm',
        name: 'help',
        options: [],
      })
      expect(answers).toHaveLength(1)
    })
  }
})

describe('a start that cannot succeed says so', () => {
  test('a token that Discord does not know', async () => {
    const own = await openDiscord({ token: 'MTExMTExMTExMTExMTExMTEx.not.good' })
    expect(await failure(own.platform.start(host))).toMatchObject({
      name: 'PermanentError',
      scope: 'installation',
      reason: 'invalid_token',
    })
    await own.platform.stop()
    await own.fake.stop()
  })
  test('nobody listens', async () => {
    const own = await openDiscord({ startTimeoutMs: 4000 })
    await own.fake.stop()
    expect(await failure(own.platform.start(host))).toBeInstanceOf(Error)
    await own.platform.stop()
  })
})
