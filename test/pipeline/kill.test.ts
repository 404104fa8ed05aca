import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seeded } from '../../config/sample/random.ts'
import type { BotOrders, KillPoint } from './kill/orders.ts'

/*
 * The bot, a process of its own, is killed again and again while it works through the sample week, and started again
 * on the same database. What the platform shows in the end must be what it shows when nobody interferes.
 */

const killsWanted = 50
const week = new URL('../../config/sample/kvm-week.mbox', import.meta.url).pathname
const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-kill-'))
const children = new Set<ChildProcess>()

const points: readonly KillPoint['at'][] = [
  'ingest: mail read',
  'ingest: before save',
  'ingest: saved',
  'announce: cluster read',
  'announce: before save',
  'announce: saved',
  'deliver: claimed',
  'deliver: accepted',
  'deliver: marked',
  'deliver: before edit',
  'deliver: edited',
  'deliver: edit marked',
  'recorder: send',
  'recorder: edit',
]

interface Shown {
  readonly deliveryId: string
  readonly channel: string
  readonly thread?: string
  readonly notice: unknown
}

let undisturbed: readonly Shown[] = []

beforeAll(async () => {
  const calm = await runUntilDone('calm', { canFindSent: true, stepwise: true }, () => undefined)
  undisturbed = calm.posts
}, 60_000)

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

describe('a bot that is killed at any point', () => {
  test(`shows in the end what an undisturbed one shows, after ${killsWanted} kills`, { timeout: 400_000 }, async () => {
    expect(undisturbed.length).toBeGreaterThan(100)
    expect(new Set(undisturbed.map(({ deliveryId }) => deliveryId)).size).toBe(undisturbed.length)
    const [a, b] = await Promise.all([killChains(1, true), killChains(2, false)])
    const kills = [...a, ...b]
    expect(kills.length).toBeGreaterThanOrEqual(killsWanted)
    // Every kind of point was hit, also "accepted, answer not sent".
    expect(new Set(kills.map(({ at }) => at))).toEqual(new Set(points))
  })

  test('posts twice where the platform cannot be asked what it has', { timeout: 120_000 }, async () => {
    const killAt: readonly KillPoint[] = [
      { at: 'recorder: send', nth: 3 },
      { at: 'deliver: accepted', nth: 2 },
      { at: 'recorder: send', nth: 20 },
    ]
    const { posts, kills } = await runUntilDone('blind', { canFindSent: false, stepwise: true }, (run) => killAt[run])
    expect(kills).toEqual(killAt)
    expect(posts.length - new Set(posts.map(({ deliveryId }) => deliveryId)).size).toBeGreaterThanOrEqual(killAt.length)
  })
})

/** Several databases, one after the other, each killed on the way; every one must end well. Returns all kills. */
async function killChains(seed: number, stepwise: boolean): Promise<readonly KillPoint[]> {
  const chance = seeded(seed)
  const all: KillPoint[] = []
  // Without steps everything is read before anything is posted, so that edits hardly happen there.
  const usable = stepwise ? points : points.filter((at) => !at.includes('edit'))
  for (let chain = 0; all.length < killsWanted / 2; chain += 1) {
    const { posts, kills } = await runUntilDone(`chain-${seed}-${chain}`, { canFindSent: true, stepwise }, (run) => {
      // The first fourteen runs come by all points, later ones by any.
      const at = usable[run < usable.length ? run : chance.int(usable.length)]
      return run >= killsWanted || at === undefined ? undefined : { at, nth: 1 + chance.int(12) }
    })
    expect(byChannel(posts), `chain ${seed}-${chain}`).toEqual(byChannel(undisturbed))
    all.push(...kills)
  }
  return all
}

function byChannel(posts: readonly Shown[]): Readonly<Record<string, readonly Shown[]>> {
  return Object.groupBy(posts, ({ channel }) => channel) as Record<string, Shown[]>
}

/** Starts the bot until it ends by itself. `killAt`: where its n-th run is to end. */
async function runUntilDone(
  name: string,
  orders: Pick<BotOrders, 'canFindSent' | 'stepwise'>,
  killAt: (run: number) => KillPoint | undefined,
): Promise<{ readonly posts: readonly Shown[]; readonly kills: readonly KillPoint[] }> {
  const recorder = start('recorder.ts')
  const port = Number(await firstLine(recorder))
  const kills: KillPoint[] = []
  for (let run = 0; ; run += 1) {
    const point = killAt(run)
    const bot = start('bot.ts', {
      storage: `sqlite:${join(dir, `${name}.db`)}`,
      mbox: week,
      port,
      channels: [
        { channel: 'everything', filter: '' },
        { channel: 'arm64', filter: 'arch:arm64,riscv' },
      ],
      ...orders,
      killAt: point,
    })
    const complaint = bot.stderr === null ? '' : text(bot.stderr)
    const [code, signal] = await once(bot, 'close')
    children.delete(bot)
    if (signal === 'SIGKILL' && point !== undefined) kills.push(point)
    else if (code === 0) break
    else throw new Error(`run ${run} of ${name} ended with ${code ?? signal}: ${await complaint}`)
  }
  const response = await fetch(`http://127.0.0.1:${port}/posts`)
  const posts: readonly Shown[] = JSON.parse(await response.text()).posts
  recorder.stdin?.end()
  return { posts, kills }
}

function start(file: string, orders?: BotOrders): ChildProcess {
  const path = new URL(`kill/${file}`, import.meta.url).pathname
  const child = spawn(process.execPath, [path, ...(orders === undefined ? [] : [JSON.stringify(orders)])], {
    // Half of a start is compiling, which the calm run has done for all.
    env: { ...process.env, NODE_COMPILE_CACHE: join(dir, 'compiled') },
  })
  children.add(child)
  return child
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = await once(child.stdout ?? child, 'data')
  return String(chunk).trim()
}
