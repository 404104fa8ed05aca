import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startFake, type RunningFake } from '#test/fakes/start-fake.ts'
import { expectSame, runWeek, shownIn, type Channels, type Shown, type Thread } from '#test/week/run-week.ts'
import type { WeekOrders } from '#test/week/week-orders.ts'

/*
 * The whole sample week, through the real pipeline, database and discord.js, into a Discord that does all it is known to
 * do; one of its channels is a forum. What they hold in the end must be what they hold when nothing goes wrong.
 */

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-discord-week-'))
const filters = ['arch:arm64', 'arch:x86', 'arch:s390,riscv']
/** This one's channel is a forum. */
const inForum = 'arch:s390,riscv'
const tags = ['New', 'In review', 'Applied', 'Queued', 'Superseded', 's390', 'riscv'].map((name, index) => ({
  id: `83000000000000000${index}`,
  name,
}))
const speed = 100

interface Post {
  readonly id: string
  readonly thread?: string
  readonly threadName?: string
  readonly tags?: readonly string[]
  readonly edits: number
  readonly body: { readonly embeds: readonly { readonly footer?: { readonly text: string } }[] }
  readonly seen: { readonly text: string; readonly alive: readonly string[] }
}
let fake: RunningFake
let runs = 0
let calm: Channels
let undisturbed: Shown

beforeAll(async () => {
  fake = await startFake('discord')
  await fake.control('server', { speed })
  calm = await newChannels()
  const ended = await run('calm', calm)
  if (ended !== 0) throw new Error(`the bot ended with ${String(ended)}`)
  undisturbed = await shownIn(calm, threadsIn)
}, 90_000)
afterAll(async () => {
  await fake.stop()
  rmSync(dir, { recursive: true, force: true })
})

async function newChannels(): Promise<Channels> {
  runs += 1
  const channels = filters.map((filter, index) => ({ channel: `84000000000000${runs}00${index}`, filter }))
  for (const { channel, filter } of channels)
    await fake.control('channel', { id: channel, ...(filter === inForum && { type: 15, tags }) })
  return channels
}

async function run(name: string, channels: Channels, killAt?: WeekOrders['killAt']): Promise<unknown> {
  // Nobody signs in twice within five seconds.
  await fake.control('ahead', { ms: 6000 })
  const storage = `sqlite:${join(dir, `${name}.db`)}`
  return runWeek({ platform: 'discord', apiUrl: `${fake.url}/api`, storage, channels, speed, killAt })
}

async function posts({ channel }: Channels[number]): Promise<readonly Post[]> {
  return fake.control<Post[]>('posts', { channel })
}

const isRoot = ({ thread, id }: Post): boolean => thread === undefined || thread === id

async function threadsIn(channel: Channels[number]): Promise<readonly Thread[]> {
  const list = await posts(channel)
  const repliesOf = (root: Post): readonly string[] =>
    list.filter((post) => post.thread === root.id && post !== root).map(({ seen }) => seen.text)
  return list.filter(isRoot).map((root) => ({ root: root.seen.text, replies: repliesOf(root) }))
}

async function deliveries(channels: Channels): Promise<readonly string[]> {
  const all = await Promise.all(channels.map(posts))
  return all.flatMap((list, index) => list.map(({ body }) => `${index} ${body.embeds[0]?.footer?.text ?? 'no marker'}`))
}

describe('the sample week', () => {
  test('is posted whole, each series in a thread of its own, and harms nobody', async () => {
    const threads = [...undisturbed.values()].flat()
    expect(threads.length).toBeGreaterThan(25)
    expect(threads.flatMap(({ replies }) => replies).length).toBeGreaterThan(35)
    const ids = await deliveries(calm)
    expect(new Set(ids).size).toBe(ids.length)
    const all = (await Promise.all(calm.map(posts))).flat()
    expect(all.flatMap(({ seen }) => seen.alive)).toEqual([])
    expect(all.some(({ edits }) => edits > 0)).toBe(true)
    expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
  })

  test('in a forum each series is a post with a name, and with tags for its arch and where it stands', async () => {
    const forum = calm.find(({ filter }) => filter === inForum)
    const roots = (forum ? await posts(forum) : []).filter(isRoot)
    const named = new Map(roots.map(({ threadName, tags: set = [] }) => [threadName, set.map(nameOfTag)]))
    expect(named.get('v1 · RISC-V: KVM: Steal time for guests (3)')).toEqual(['Superseded', 'riscv'])
    expect(named.get('v2 · RISC-V: KVM: Steal time for guests (3)')).toEqual(['Queued', 'riscv'])
    expect(named.get('v1 · KVM: s390: Enable the GISA alert once per guest')).toEqual(['Applied', 's390'])
  })

  test(
    'loses and doubles nothing when it is killed between the post and the note of it',
    { timeout: 120_000 },
    async () => {
      const channels = await newChannels()
      for (const killAt of [
        { at: 'deliver: accepted', nth: 3 },
        { at: 'deliver: accepted', nth: 20 },
        { at: 'deliver: edited', nth: 2 },
      ] as const) {
        expect(await run('killed', channels, killAt)).toBe('SIGKILL')
        // Longer than Discord remembers a nonce.
        await fake.control('ahead', { ms: 6 * 60_000 })
      }
      expect(await run('killed', channels)).toBe(0)
      const ids = await deliveries(channels)
      expect(new Set(ids).size).toBe(ids.length)
      expectSame(await shownIn(channels, threadsIn), undisturbed)
    },
  )

  test(
    'nor when Discord fails after accepting, breaks connections, asks to wait, or shuts a channel for a while',
    { timeout: 120_000 },
    async () => {
      const channels = await newChannels()
      const [first, second, forum] = channels.map(({ channel }) => channel)
      const fault = (channel: string | undefined, call: string, does: object, when: string, times = 3) =>
        fake.control('fault', { call, ...(channel !== undefined && { channel }), times, when, does })
      const create = 'POST /channels/:id/messages'
      await fault(first, create, { status: 500, body: 'oops' }, 'after')
      await fault(first, create, { reset: true }, 'after')
      await fault(forum, 'POST /channels/:id/threads', { reset: true }, 'after', 1)
      const wait = { message: 'wait', retry_after: 3, global: false }
      const limited = { status: 429, headers: { 'retry-after': '3', 'x-ratelimit-scope': 'user' }, body: wait }
      await fault(second, create, limited, 'before', 1)
      await fault(undefined, 'PATCH /channels/:id/messages/:id', { status: 503, body: 'busy' }, 'after', 5)
      await fake.control('channel', { id: second, closed: 50001 })
      const ended = new AbortController()
      const running = run('troubled', channels).finally(() => ended.abort())
      await disturb(ended.signal, async (turn) => {
        if (turn === 4) await fake.control('channel', { id: second, closed: null })
      })
      expect(await running).toBe(0)
      const ids = await deliveries(channels)
      expect(new Set(ids).size).toBe(ids.length)
      expectSame(await shownIn(channels, threadsIn), undisturbed)
    },
  )
})

function nameOfTag(id: string): string | undefined {
  return tags.find((tag) => tag.id === id)?.name
}

/** Discord asks to reconnect, or a cable breaks, again and again, while people go on asking. */
async function disturb(ended: AbortSignal, then: (turn: number) => Promise<void>): Promise<void> {
  for (let turn = 0; !ended.aborted; turn += 1) {
    await fake.control('gateway', { disconnect: turn % 2 === 0 ? 'reconnect' : 'drop' })
    const asks = { channel: '840000000000000999', command: 'kvm', name: 'help', options: [], waitMs: 700 }
    await fake.control('command', asks)
    await then(turn)
  }
}
