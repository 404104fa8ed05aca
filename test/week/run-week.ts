import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'vitest'
import type { WeekOrders } from '#test/week/week-orders.ts'

/* What the tests of the whole sample week share, whatever platform it is posted to. */

export type Channels = WeekOrders['channels']

/** A thread as its readers have it: words of the root, words of each reply in order. */
export interface Thread {
  readonly root: string
  readonly replies: readonly string[]
}

/** By filter, so that two runs can be compared. */
export type Shown = ReadonlyMap<string, readonly Thread[]>

const mbox = new URL('../../config/sample/kvm-week.mbox', import.meta.url).pathname
const bot = new URL('week-bot.ts', import.meta.url).pathname

/** Runs the bot until it ends or dies; gives its exit code, or the signal. */
export async function runWeek(orders: Omit<WeekOrders, 'mbox'>): Promise<unknown> {
  const all: WeekOrders = { ...orders, mbox }
  const child = spawn(process.execPath, [bot, JSON.stringify(all)], { stdio: ['pipe', 'inherit', 'ignore'] })
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return code ?? signal
}

export async function shownIn(
  channels: Channels,
  threadsIn: (channel: Channels[number]) => Promise<readonly Thread[]>,
): Promise<Shown> {
  const all = new Map<string, readonly Thread[]>()
  for (const channel of channels) all.set(channel.filter, await threadsIn(channel))
  return all
}

export function expectSame(now: Shown, undisturbed: Shown): void {
  for (const [filter, threads] of undisturbed)
    expect([filter, byRoot(now.get(filter))]).toEqual([filter, byRoot(threads)])
}

/** Roots may change places when one had to wait; their threads may not. */
function byRoot(threads: readonly Thread[] = []): readonly Thread[] {
  return threads.toSorted((a, b) => (a.root < b.root ? -1 : 1))
}
