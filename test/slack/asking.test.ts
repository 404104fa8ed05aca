import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { eventually } from '#test/slack/eventually.ts'
import { formsHost, type FormsHost } from '#test/slack/forms-host.ts'
import { buttonOf, type Asked, type Given } from '#test/slack/given.ts'
import { everyScope, openSlack, startSlack } from '#test/slack/open-slack.ts'

/* Asking by command, by button and by mention. */

type Shown = { user: string; threadTs?: string; seen: Given['seen'] }

let fake: RunningFake
let newChannel: Awaited<ReturnType<typeof startSlack>>['channel']
let host: FormsHost

beforeAll(async () => {
  host = formsHost()
  const slack = await startSlack(host)
  ;({ fake, channel: newChannel } = slack)
  return slack.stop
})
beforeEach(() => fake.control('scopes', { scopes: everyScope }))

const command = (channel: string, text: string): Promise<Asked> =>
  fake.control<Asked>('command', { channel, command: '/kvm', text })

describe('the command', () => {
  test('without a word is help, with a way to the form', async () => {
    const channel = await newChannel()
    const { answers } = await command(channel, '  ')
    expect(host.asked.at(-1)?.input).toEqual({ text: 'help' })
    expect(answers[0]?.to).toBe('asker')
    expect(answers[0]?.seen.buttons).toEqual(['Configure…'])
    const button = buttonOf(answers[0], 'run-configure')
    await fake.control('press', { channel, ts: '1.1', ephemeral: true, action: button, waitMs: 0 })
    await eventually(
      () => fake.control<object[]>('views'),
      (views) => views.length === 1,
    )
  })

  test('brings the time zone that the person has set, and asks Slack for it once', async () => {
    const channel = await newChannel()
    await command(channel, 'top-contributors')
    await command(channel, 'top-contributors')
    expect(host.asked.at(-1)?.user).toEqual({ id: 'UASK', name: 'asker', timeZone: 'Europe/Berlin' })
    const { calls } = await fake.control<{ calls: Record<string, number> }>('tally')
    expect(calls['users.info']).toBe(1)
  })

  test('that fails is answered all the same', async () => {
    const quick = host.answer
    host.answer = () => Promise.reject(new Error('the database is gone'))
    const { answers } = await command(await newChannel(), 'top-contributors')
    host.answer = quick
    expect(answers[0]).toMatchObject({ to: 'asker' })
    expect(answers[0]?.seen.text).toContain('That did not work')
    expect(answers[0]?.seen.text).not.toContain('database')
  })
})

test('an answer that Slack does not take keeps nobody from stopping', { timeout: 15_000 }, async () => {
  const opened = await openSlack({ timeoutMs: 1000 })
  await opened.platform.start(formsHost())
  await opened.fake.control('fault', { call: 'response_url', times: 1, when: 'before', does: { delayMs: 20_000 } })
  const channel = await opened.channel()
  await opened.fake.control('command', { channel, command: '/kvm', text: 'top-contributors', waitMs: 0 })
  const begun = performance.now()
  await opened.platform.stop()
  expect(performance.now() - begun).toBeLessThan(6000)
  await opened.fake.stop()
})

const chosen = (value: string): object => ({
  action_id: 'more-3',
  type: 'overflow',
  selected_option: { text: { type: 'plain_text', text: 'b4' }, value },
})

describe('a button', () => {
  const action = { action_id: 'run-0', value: 'why' }

  test('of a root is about that root, and one of a reply about its root', async () => {
    const channel = await newChannel()
    await fake.control('press', { channel, ts: '5.1', action })
    expect(host.asked.at(-1)?.about).toBe('5.1')
    await fake.control('press', { channel, ts: '5.2', thread_ts: '5.1', action })
    expect(host.asked.at(-1)?.about).toBe('5.1')
  })

  test('of a private answer is about nothing, unless it stands in a thread', async () => {
    const channel = await newChannel()
    await fake.control('press', { channel, ts: '5.3', ephemeral: true, action })
    expect(host.asked.at(-1)?.about).toBeUndefined()
    await fake.control('press', { channel, ts: '5.4', thread_ts: '5.1', ephemeral: true, action })
    expect(host.asked.at(-1)?.about).toBe('5.1')
  })

  test('of a menu runs the command behind its entry, and a link among them nothing', async () => {
    const channel = await newChannel()
    const { answers } = await fake.control<Asked>('press', { channel, ts: '5.1', action: chosen('b4 s1') })
    expect(answers.map(({ to }) => to)).toEqual(['asker'])
    const before = host.asked.length
    expect(host.asked.at(-1)?.input).toEqual({ text: 'b4 s1' })
    await fake.control('press', { channel, ts: '5.1', action: chosen('-'), waitMs: 200 })
    expect(host.asked).toHaveLength(before)
  })
})

describe('rights', () => {
  test('come from Slack, and only when somebody wants to know', async () => {
    const channel = await newChannel({ creator: 'UFOUNDER' })
    await fake.control('user', { id: 'UFOUNDER', name: 'founder' })
    await fake.control('user', { id: 'UBOSS', name: 'boss', isOwner: true })
    const { calls: before } = await fake.control<{ calls: Record<string, number> }>('tally')
    for (const [user, rights] of [
      ['UASK', { admin: false, creator: false }],
      ['UFOUNDER', { admin: false, creator: true }],
      ['UBOSS', { admin: true, creator: false }],
    ] as const) {
      await fake.control('command', { channel, command: '/kvm', text: 'help', user })
      expect(await host.rights()).toEqual(rights)
    }
    const { calls } = await fake.control<{ calls: Record<string, number> }>('tally')
    expect((calls['conversations.info'] ?? 0) - (before['conversations.info'] ?? 0)).toBe(3)
  })

  test("in a conversation with the bot are its own person's, who is no administrator by that", async () => {
    await fake.control('channel', { id: 'DASK' })
    for (const scopes of [everyScope, everyScope.filter((scope) => scope !== 'users:read')]) {
      await fake.control('scopes', { scopes })
      await command('DASK', 'help')
      expect(host.asked.at(-1)?.channel).toBe('DASK')
      expect(await host.rights()).toEqual({ admin: false, creator: true, own: true })
    }
  })

  test('that Slack will not tell are a refusal that names the scope', async () => {
    const channel = await newChannel()
    await fake.control('scopes', { scopes: everyScope.filter((scope) => !scope.endsWith(':read')) })
    const quick = host.answer
    host.answer = async (request) => {
      await request.rights?.()
      return quick(request)
    }
    const { answers } = await command(channel, 'subscribe arch:arm64')
    host.answer = quick
    expect(answers[0]).toMatchObject({ to: 'asker' })
    expect(answers[0]?.seen.text).toMatch(
      /I cannot see who may do this here: the app lacks the scope (users|channels):read/,
    )
  })
})

const shown = (channel: string): Promise<Shown[]> => fake.control<Shown[]>('ephemerals', { channel })

describe('a mention', () => {
  test('in a thread is a command about its root, answered there to the one who asked', async () => {
    const channel = await newChannel()
    await fake.control('mention', { channel, text: '<@UBOT> why “x y”', thread_ts: '7.1' })
    const [answer] = await eventually(
      () => shown(channel),
      (answers) => answers.length === 1,
    )
    expect(host.asked.at(-1)).toMatchObject({ input: { text: 'why "x y"' }, about: '7.1', channel })
    expect(answer).toMatchObject({ user: 'UASK', threadTs: '7.1' })
    expect(await fake.control('posts', { channel })).toEqual([])
  })

  test('outside of threads is about nothing; a bare one is help', async () => {
    const channel = await newChannel()
    await fake.control('mention', { channel, text: 'hey <@UBOT>' })
    await eventually(
      () => shown(channel),
      (answers) => answers.length === 1,
    )
    expect(host.asked.at(-1)?.input).toEqual({ text: 'help' })
    expect(host.asked.at(-1)).not.toHaveProperty('about')
  })

  test('that comes twice, since its acknowledgement got lost, is answered once', async () => {
    const channel = await newChannel()
    const event = { type: 'app_mention', user: 'UASK', text: '<@UBOT> why', channel, ts: '9.1', event_ts: '9.1' }
    await fake.control('socket', { loseAcks: 1 })
    expect(await fake.control('event', { event, retryAfterMs: 10 })).toMatchObject({ acked: true })
    await eventually(
      () => shown(channel),
      (answers) => answers.length === 1,
    )
    await fake.control('mention', { channel, text: '<@UBOT> help' })
    expect(
      await eventually(
        () => shown(channel),
        (answers) => answers.length > 1,
      ),
    ).toHaveLength(2)
  })

  test('of a bot is not heard', async () => {
    const channel = await newChannel()
    const before = host.asked.length
    const event = {
      type: 'app_mention',
      user: 'UASK',
      bot_id: 'B9',
      text: '<@UBOT> why',
      channel,
      ts: '9.2',
      event_ts: '9.2',
    }
    await fake.control('event', { event })
    await fake.control('mention', { channel, text: '<@UBOT> help' })
    await eventually(
      () => shown(channel),
      (answers) => answers.length === 1,
    )
    expect(host.asked).toHaveLength(before + 1)
  })
})

describe('a file that comes with an answer', () => {
  const file = { name: 'kvm.json', text: '{"subscriptions":[]}' }

  test('goes to the messages of the one who asked', async () => {
    const quick = host.answer
    host.answer = async (request) => ({ ...(await quick(request)), file })
    const { answers } = await command(await newChannel(), 'top-contributors')
    host.answer = quick
    expect(answers[0]?.seen.text).toContain('kvm.json is in your messages with me.')
    expect(answers[0]?.seen.buttons).toEqual([])
    expect(await fake.control('posts', { channel: 'DASK' })).toMatchObject([
      { text: expect.stringContaining('{"subscriptions":[]}') as string },
    ])
  })

  test('is shown as it is where the app may not send files', async () => {
    await fake.control('scopes', { scopes: everyScope.filter((scope) => scope !== 'files:write') })
    const quick = host.answer
    host.answer = async (request) => ({ ...(await quick(request)), file })
    const { answers } = await command(await newChannel(), 'top-contributors')
    host.answer = quick
    expect(answers[0]?.seen.text).toContain('{"subscriptions":[]}')
  })
})

test('no rule of Slack was broken', async () => {
  expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
})
