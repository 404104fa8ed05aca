import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { REST } from 'discord.js'
import { pino } from 'pino'
import { gateOf } from '#adapters/discord/rest.ts'
import { CannotAskError, type ChatPlatform } from '#src/ports.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { replyNotice, rootNotice } from '#test/contracts/notices.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { openDiscord } from '#test/discord/open-discord.ts'
import { failure } from '#test/fakes/failure.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'

/* Permissions that were not given, and what is done so that refusals do not become a ban. */

/** https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags */
const bits = {
  view: 1n << 10n,
  send: 1n << 11n,
  embed: 1n << 14n,
  attach: 1n << 15n,
  history: 1n << 16n,
  threads: 1n << 35n,
  inThreads: 1n << 38n,
}
const everything = Object.values(bits).reduce((all, one) => all | one)

let fake: RunningFake
let platform: ChatPlatform
let newChannel: Awaited<ReturnType<typeof openDiscord>>['channel']

beforeAll(async () => {
  ;({ fake, platform, channel: newChannel } = await openDiscord())
  await platform.start(testHost())
})
afterAll(async () => {
  await platform.stop()
  await fake.stop()
})

async function without(bit: bigint): Promise<void> {
  await fake.control('server', { permissions: String(everything & ~bit) })
  // The gateway tells of it; an answered command shows that it was heard.
  await fake.control('command', { channel: await newChannel(), command: 'kvm', name: 'help', options: [] })
}
describe('a permission that is missing is named', () => {
  for (const [name, bit] of [
    ['View Channel', bits.view],
    ['Send Messages', bits.send],
    ['Embed Links', bits.embed],
    ['Create Public Threads', bits.threads],
    ['Send Messages in Threads', bits.inThreads],
  ] as const) {
    test(`to do without ${name}`, async () => {
      const channel = await newChannel()
      const root = await platform.send(channel, rootNotice(), `root ${name}`)
      await without(bit)
      const error = await failure(
        name.includes('Thread')
          ? platform.send(channel, replyNotice(), `reply ${name}`, root)
          : platform.send(channel, rootNotice(), `again ${name}`),
      )
      await without(0n)
      expect(error).toMatchObject({ name: 'PermanentError', scope: 'channel' })
      expect(String(error)).toContain(name)
      expect((error as { reason: string }).reason).toContain(name.toLowerCase().replaceAll(' ', '_'))
      await platform.send(channel, rootNotice(), `better ${name}`)
    })
  }

  test('Read Message History: a post that may be there is not taken for one that is not', async () => {
    const channel = await newChannel()
    await platform.send(channel, rootNotice(), 'hidden')
    await without(bits.history)
    const error = await failure(platform.findSent?.(channel, 'hidden', Date.now() - 1000))
    await without(0n)
    expect(error).toBeInstanceOf(CannotAskError)
    expect(String(error)).toContain('Read Message History')
    expect(await platform.findSent?.(channel, 'hidden', Date.now() - 1000)).toBeDefined()
  })
})

test('a bot that was removed from one channel goes on in the others', async () => {
  const [gone, other] = [await newChannel(), await newChannel()]
  await fake.control('delete', { channel: gone })
  expect(await failure(platform.send(gone, rootNotice(), 'gone'))).toMatchObject({
    name: 'PermanentError',
    scope: 'channel',
    reason: 'channel_not_found',
  })
  await platform.send(other, rootNotice(), 'other')
})

test('one of five channels is told to wait: the others are not disturbed', async () => {
  const channels = await Promise.all(Array.from({ length: 5 }, () => newChannel()))
  const [slow = '', ...others] = channels
  await fake.control('fault', {
    call: 'POST /channels/:id/messages',
    channel: slow,
    times: 1,
    when: 'before',
    does: {
      status: 429,
      headers: { 'retry-after': '60', 'x-ratelimit-scope': 'user' },
      body: { message: 'wait', retry_after: 60, global: false },
    },
  })
  const waits = failure(platform.send(slow, rootNotice(), 'slow'))
  const began = Date.now()
  await Promise.all(others.map((channel) => platform.send(channel, rootNotice(), `to ${channel}`)))
  expect(Date.now() - began).toBeLessThan(1500)
  expect(await waits).toMatchObject({ name: 'TemporaryError', scope: 'channel' })
  expect(((await waits) as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(55_000)
})

test('after thousands of refusals nothing is asked until Discord counts anew', async () => {
  const rest = new REST()
  const gate = gateOf(rest, { clock: wallClock, log: pino({ level: 'silent' }) })
  let calls = 0
  const call = (): Promise<number> => Promise.resolve((calls += 1))
  rest.emit('invalidRequestWarning', { count: 500, remainingTime: 60_000 })
  expect(await gate.pass(call)).toBe(1)
  rest.emit('invalidRequestWarning', { count: 5000, remainingTime: 60_000 })
  const error = await failure(gate.pass(call))
  expect(error).toMatchObject({ name: 'TemporaryError', scope: 'installation' })
  expect((error as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(59_000)
  expect(calls).toBe(1)
  rest.clearHashSweeper()
  rest.clearHandlerSweeper()
})
