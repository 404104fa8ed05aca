import { setTimeout as sleep } from 'node:timers/promises'
import type { Chance } from '../../config/sample/random.ts'
import { seeded } from '../../config/sample/random.ts'
import type { TcpProxy } from './tcp-proxy.ts'

/** What can be killed, by what is said of it. */
export type Victims = Readonly<Record<string, () => Promise<void>>>

/** What comes meanwhile. */
interface Mails {
  /** The number of the first. */
  readonly first: number
  /** So many come, however short the time. */
  readonly atLeast: number
  /** Brings one to the server; may fail while the server is down. */
  readonly deliver: (number: number) => Promise<void>
}

interface Storm {
  readonly seed: number
  readonly seconds: number
  readonly proxy: TcpProxy
  readonly victims: Victims
  readonly mails: Mails
  readonly tell: (what: string) => void
}

/**
 * Mails come, the network misbehaves and processes are killed, all at once. Resolves with the number of the last mail.
 * What happens, and after how long, follows from the seed; what it hits does not.
 */
export async function rage(storm: Storm): Promise<number> {
  const { seed, proxy, tell } = storm
  // The weather is the clock, by its own pauses: on a machine that stands still at times a storm is as long as planned.
  let isOver = false
  const weather = disturb(storm, seeded(seed)).finally(() => (isOver = true))
  const ended = await Promise.allSettled([
    deliverMails(storm, seeded(seed + 1), () => isOver),
    weather,
    kill(storm, seeded(seed + 2), () => isOver),
  ])
  proxy.pass()
  tell('the storm is over')
  const [delivered, ...others] = ended
  for (const each of others) if (each.status === 'rejected') throw each.reason
  if (delivered.status === 'rejected') throw delivered.reason
  return delivered.value
}

const mostTries = 50

async function deliverMails({ mails, tell }: Storm, chance: Chance, isOver: () => boolean): Promise<number> {
  const { first, atLeast, deliver } = mails
  let number = first
  for (; !isOver() || number < first + atLeast; number++) {
    for (let tries = 1; ; tries++) {
      try {
        await deliver(number)
        break
      } catch (error) {
        if (tries === mostTries) throw error
        tell(`mail ${number} is refused`)
        await sleep(100)
      }
    }
    await sleep(between(chance, 100, 400))
  }
  tell(`${number - first} mails were delivered`)
  return number - 1
}

const weathers: readonly ((proxy: TcpProxy, chance: Chance) => string)[] = [
  (proxy, chance) => cut(proxy, 'rst', between(chance, 50, 9000)),
  (proxy, chance) => cut(proxy, 'fin', between(chance, 50, 9000)),
  (proxy, chance) => cut(proxy, 'silence', between(chance, 50, 9000)),
  (proxy) => {
    proxy.reset()
    return 'all connections are reset'
  },
  (proxy) => {
    proxy.stall()
    return 'nothing gets through'
  },
  (proxy) => {
    proxy.reset()
    proxy.refuse()
    return 'connections are refused'
  },
  (proxy, chance) => {
    const ms = between(chance, 20, 400)
    proxy.delay(ms)
    return `all comes ${ms} ms later`
  },
]

function cut(proxy: TcpProxy, how: 'rst' | 'fin' | 'silence', bytes: number): string {
  proxy.cutAfter(bytes, how)
  return `${how} after ${bytes} bytes`
}

async function disturb({ seconds, proxy, tell }: Storm, chance: Chance): Promise<void> {
  let leftMs = seconds * 1000
  while (leftMs > 0) {
    for (const weather of shuffled(weathers, chance)) {
      if (leftMs <= 0) break
      tell(weather(proxy, chance))
      const [foulMs, fairMs] = [between(chance, 200, 1500), between(chance, 100, 1200)]
      await sleep(foulMs)
      proxy.pass()
      await sleep(fairMs)
      leftMs -= foulMs + fairMs
    }
  }
}

async function kill({ victims, tell }: Storm, chance: Chance, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    for (const [name, strike] of shuffled(Object.entries(victims), chance)) {
      await sleep(between(chance, 300, 3000))
      if (isOver()) break
      tell(name)
      await strike()
    }
  }
}

function between(chance: Chance, least: number, most: number): number {
  return least + chance.int(most - least + 1)
}

/** Each once before any of them comes again. */
function shuffled<T>(all: readonly T[], chance: Chance): T[] {
  return all
    .map((each) => ({ each, order: chance.int(1_000_000) }))
    .sort((a, b) => a.order - b.order)
    .map(({ each }) => each)
}
