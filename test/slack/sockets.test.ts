import { beforeAll, describe, expect, test } from 'vitest'
import type { ChatPlatform } from '#src/ports.ts'
import { rootNotice } from '#test/contracts/notices.ts'
import { testHost } from '#test/contracts/test-host.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { eventually } from '#test/slack/eventually.ts'
import { startSlack } from '#test/slack/open-slack.ts'

/* Connections come and go; what people ask meanwhile is answered, once. */

let fake: RunningFake
let platform: ChatPlatform
let newChannel: Awaited<ReturnType<typeof startSlack>>['channel']
const host = testHost()

beforeAll(async () => {
  const slack = await startSlack(host)
  ;({ fake, platform, channel: newChannel } = slack)
  return slack.stop
})

const refusal = (error: string): object => ({ status: 200, body: { ok: false, error } })

async function works(): Promise<boolean> {
  const { answers } = await fake.control<{ answers: unknown[] }>('command', {
    channel: 'C1',
    command: '/kvm',
    text: 'help',
    waitMs: 1500,
  })
  return answers.length > 0
}
async function connected(atLeast: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { connections, opened } = await fake.control<{ connections: number; opened: number }>('socket')
    if (connections > 0 && opened >= atLeast) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('no connection came')
}
async function openedSoFar(): Promise<number> {
  return (await fake.control<{ opened: number }>('socket')).opened
}

describe('Socket Mode', () => {
  for (const how of ['refresh', 'drop'] as const) {
    test(`after a ${how} it is back at once, not after five seconds`, async () => {
      const before = await openedSoFar()
      await fake.control('socket', { disconnect: how })
      const begun = performance.now()
      await connected(before + 1)
      expect(performance.now() - begun).toBeLessThan(4000)
      expect(await works()).toBe(true)
    })
  }

  for (const [what, does] of [
    ['503', { status: 503, body: 'busy' }],
    ['a reset', { reset: true }],
    ['invalid_auth', refusal('invalid_auth')],
    ['internal_error', refusal('internal_error')],
    ['429', { status: 429, headers: { 'retry-after': '1' }, body: { ok: false, error: 'ratelimited' } }],
  ] as const) {
    test(`a reconnect that is answered ${what} is tried again, and ends no process`, async () => {
      const before = await openedSoFar()
      await fake.control('fault', { call: 'apps.connections.open', times: 1, when: 'before', does })
      await fake.control('socket', { disconnect: 'drop' })
      await connected(before + 1)
      expect(await works()).toBe(true)
    })
  }

  test('an event whose acknowledgement got lost is acknowledged when it comes again', async () => {
    await fake.control('socket', { loseAcks: 1 })
    const payload = {
      type: 'event_callback',
      team_id: 'T1',
      api_app_id: 'A1',
      event_id: 'Ev1',
      event_time: 1,
      authorizations: [{ team_id: 'T1', user_id: 'UBOT', is_bot: true }],
      event: { type: 'app_mention', user: 'UASK', text: '<@UBOT> help', ts: '1.1', channel: 'C1', event_ts: '1.1' },
    }
    expect(await fake.control('event', { payload, retryAfterMs: 20 })).toMatchObject({ acked: true })
  })

  test('commands are acknowledged at once, also while the answer takes long', async () => {
    const quick = host.answer
    host.answer = async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 2000))
      return quick(request)
    }
    const given = await fake.control<{ acked: boolean; afterMs: number; answers: unknown[] }>('command', {
      channel: 'C1',
      command: '/kvm',
      text: 'help',
    })
    host.answer = quick
    expect(given.acked).toBe(true)
    expect(given.afterMs).toBeLessThan(1500)
    expect(given.answers).toHaveLength(1)
  })

  test('curly quotes, long dashes and entities are undone', async () => {
    await fake.control('command', { channel: 'C1', command: '/kvm', text: 'search “mmu lock” —limit 3 a<b & c' })
    expect(host.asked.at(-1)?.input).toEqual({ text: 'search "mmu lock" --limit 3 a<b & c' })
  })

  test('a button runs its command for the one who pressed it', async () => {
    const { answers } = await fake.control<{ answers: { to: string }[] }>('press', {
      channel: 'C1',
      ts: '1.1',
      action: {
        action_id: 'run-1',
        value: 'why <20260202-1@example.org>',
        text: { type: 'plain_text', text: 'Why here' },
      },
    })
    expect(answers).toMatchObject([{ to: 'asker' }])
    expect(host.asked.at(-1)?.input).toEqual({ text: 'why <20260202-1@example.org>' })
  })
})

/** Breaks or refreshes the connection every so often while `work` goes on. */
async function disturbed<T>(how: 'refresh' | 'drop', everyMs: number, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void fake.control('socket', { disconnect: how }), everyMs)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}

describe('while Slack asks to reconnect twice a second', () => {
  test('commands that it could hand over are answered once, posts go on, and none is lost', async () => {
    const channel = await newChannel()
    const before = host.asked.length
    const begun = await openedSoFar()
    let handedOver = 0
    let answered = 0
    let longestGapMs = 0
    await disturbed('refresh', 500, async () => {
      let heardAt = performance.now()
      while ((await openedSoFar()) < begun + 6) {
        const { acked, answers } = await fake.control<{ acked: boolean; answers: unknown[] }>('command', {
          channel,
          command: '/kvm',
          text: 'top-contributors',
          waitMs: 1500,
        })
        answered += answers.length
        if (!acked) continue
        handedOver += 1
        longestGapMs = Math.max(longestGapMs, performance.now() - heardAt)
        heardAt = performance.now()
      }
      await platform.send(channel, rootNotice(), 'in between')
    })
    expect(handedOver).toBeGreaterThan(0)
    expect(answered).toBe(handedOver)
    expect(host.asked.length - before).toBe(handedOver)
    // The library by itself would leave five seconds between two connections.
    expect(longestGapMs).toBeLessThan(4000)
    expect(await fake.control<unknown[]>('posts', { channel })).toHaveLength(1)
  })

  test('mentions, which Slack repeats, are all answered, and once', async () => {
    const channel = await newChannel()
    await disturbed('drop', 400, async () => {
      for (let said = 0; said < 10; said += 1) {
        const event = {
          type: 'app_mention',
          user: 'UASK',
          text: `<@UBOT> why m${said}`,
          channel,
          ts: `1.${said}`,
          event_ts: '1',
        }
        await fake.control('event', { event, retryAfterMs: 600 })
      }
    })
    const shown = await eventually(
      () => fake.control<unknown[]>('ephemerals', { channel }),
      (answers) => answers.length >= 10,
    )
    expect(shown).toHaveLength(10)
  })
})
