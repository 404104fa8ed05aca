import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startFake, type RunningFake } from '#test/fakes/start-fake.ts'
import { eventually } from '#test/slack/eventually.ts'
import { expectSame, runWeek, shownIn, type Channels, type Shown, type Thread } from '#test/week/run-week.ts'
import type { WeekOrders } from '#test/week/week-orders.ts'

/*
 * The whole sample week, through the real pipeline, database and Bolt, into a Slack that does all it is known to do. What
 * its channels hold in the end must be what they hold when nothing goes wrong.
 */

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-slack-week-'))
const filters = ['arch:arm64', 'arch:x86', 'arch:s390,riscv', 'arch:loongarch,powerpc,mips,generic', '-arch:arm64,x86']
const speed = 100

interface Post {
  readonly ts: string
  readonly threadTs?: string
  readonly text: string
  readonly edits: number
  readonly blocks: readonly { readonly block_id?: string }[]
  readonly seen: { readonly text: string; readonly mentions: readonly string[]; readonly formatted: readonly string[] }
}

let fake: RunningFake
let undisturbed: Shown

beforeAll(async () => {
  fake = await startFake('slack')
  await fake.control('pace', { speed })
  const channels = await newChannels('calm')
  const fate = await run('calm', channels)
  if (fate !== 0) throw new Error(`the bot ended with ${String(fate)}`)
  undisturbed = await shownIn(channels, threadsIn)
}, 150_000)
afterAll(async () => {
  await fake.stop()
  rmSync(dir, { recursive: true, force: true })
})

async function newChannels(name: string): Promise<Channels> {
  const channels = filters.map((filter, index) => ({ channel: `C${name.toUpperCase()}${index}`, filter }))
  for (const { channel } of channels) await fake.control('channel', { id: channel })
  return channels
}

async function run(name: string, channels: Channels, killAt?: WeekOrders['killAt']): Promise<unknown> {
  const storage = `sqlite:${join(dir, `${name}.db`)}`
  return runWeek({ platform: 'slack', apiUrl: `${fake.url}/api/`, storage, channels, speed, killAt })
}

async function posts({ channel }: Channels[number]): Promise<readonly Post[]> {
  return fake.control<Post[]>('posts', { channel })
}

/** Links between posts of one run differ from those of another. */
async function threadsIn(channel: Channels[number]): Promise<readonly Thread[]> {
  const list = await posts(channel)
  const roots = list.filter(({ threadTs }) => threadTs === undefined)
  const repliesOf = (ts: string): readonly string[] =>
    list.filter(({ threadTs }) => threadTs === ts).map(({ seen }) => seen.text)
  return roots.map(({ ts, seen }) => ({ root: seen.text, replies: repliesOf(ts) }))
}

async function deliveries(channels: Channels): Promise<readonly string[]> {
  const all = await Promise.all(channels.map(posts))
  return all.flatMap((list, index) =>
    list.map(({ blocks }) => `${index} ${blocks[0]?.block_id?.split(':').slice(0, 2).join(':') ?? 'no marker'}`),
  )
}

describe('the sample week', () => {
  test('is posted whole, each series in a thread of its own, and harms nobody', async () => {
    const threads = [...undisturbed.values()].flat()
    expect(threads.length).toBeGreaterThan(40)
    expect(threads.flatMap(({ replies }) => replies).length).toBeGreaterThan(60)
    const channels = filters.map((filter, index) => ({ channel: `CCALM${index}`, filter }))
    const ids = await deliveries(channels)
    expect(new Set(ids).size).toBe(ids.length)
    const all = (await Promise.all(channels.map(posts))).flat()
    expect(all.flatMap(({ seen }) => [...seen.mentions, ...seen.formatted])).toEqual([])
    expect(all.some(({ edits }) => edits > 0)).toBe(true)
    expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
  })

  test(
    'loses and doubles nothing when it is killed between the post and the note of it',
    { timeout: 240_000 },
    async () => {
      const channels = await newChannels('killed')
      for (const killAt of [
        { at: 'deliver: accepted', nth: 3 },
        { at: 'deliver: accepted', nth: 20 },
        { at: 'deliver: edited', nth: 2 },
      ] as const) {
        expect(await run('killed', channels, killAt)).toBe('SIGKILL')
      }
      expect(await run('killed', channels)).toBe(0)
      const ids = await deliveries(channels)
      expect(new Set(ids).size).toBe(ids.length)
      expectSame(await shownIn(channels, threadsIn), undisturbed)
    },
  )

  test(
    'nor when Slack fails after accepting, breaks connections, asks to wait, or shuts a channel for a while',
    { timeout: 240_000 },
    async () => {
      const channels = await newChannels('troubled')
      const [first, second, third, fourth, fifth] = channels.map(({ channel }) => channel)
      const fault = (
        channel: string | undefined,
        call: string,
        does: object,
        when: string,
        times = 3,
      ): Promise<unknown> => fake.control('fault', { call, channel, times, when, does })
      await fault(first, 'chat.postMessage', { status: 500, body: 'oops' }, 'after')
      await fault(second, 'chat.postMessage', { reset: true }, 'after')
      await fault(third, 'chat.postMessage', { reset: true }, 'before')
      const wait = { status: 429, headers: { 'retry-after': '1' }, body: { ok: false, error: 'ratelimited' } }
      await fault(fourth, 'chat.postMessage', wait, 'before')
      await fault(undefined, 'chat.update', { status: 503, body: 'busy' }, 'after', 5)
      await fault(undefined, 'conversations.history', { status: 500, body: 'oops' }, 'before', 2)
      await fake.control('channel', { id: fifth, isArchived: true })
      await fake.control('channel', { id: first, isMember: false })
      const traffic = disturbSockets()
      try {
        const running = run('troubled', channels)
        // Every step waits for the channels that are shut, so these are found out first.
        await afterCalls(10)
        await fake.control('channel', { id: fifth, isArchived: false })
        await fake.control('channel', { id: first, isMember: true })
        await afterCalls(20)
        await fake.control('revoke', { revoked: true })
        await afterCalls(1)
        await fake.control('revoke', { revoked: false })
        expect(await running).toBe(0)
      } finally {
        await traffic.stop()
      }
      const ids = await deliveries(channels)
      expect(new Set(ids).size).toBe(ids.length)
      expectSame(await shownIn(channels, threadsIn), undisturbed)
    },
  )
})

/** Slack asks to reconnect, or a cable breaks, again and again, while people go on asking. */
function disturbSockets(): { stop(): Promise<void> } {
  const ended = new AbortController()
  async function disturb(): Promise<void> {
    for (let turn = 0; !ended.signal.aborted; turn += 1) {
      await fake.control('socket', { disconnect: turn % 2 === 0 ? 'refresh' : 'drop' })
      await fake.control('command', { channel: 'CTALK', command: '/kvm', text: 'help', waitMs: 700 })
    }
  }
  const done = disturb()
  return {
    async stop() {
      ended.abort()
      await done
    },
  }
}

/** How often something was asked of Slack, in whatever channel: while edits are refused, posts wait as well. */
async function tries(): Promise<number> {
  const { calls } = await fake.control<{ calls: Record<string, number> }>('tally')
  return Object.values(calls).reduce((sum, count) => sum + count, 0)
}

/** Resolves when that many further calls were made. */
async function afterCalls(many: number): Promise<void> {
  const before = await tries()
  await eventually(tries, (now) => now >= before + many, 30_000)
}
