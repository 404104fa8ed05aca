import { mboxSource } from '#adapters/mbox/mbox-source.ts'
import { noMailmap } from '#src/mail/mailmap.ts'
import { drainPipeline } from '#src/pipeline/run-pipeline.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import type { ChatPlatform, SentRef } from '#src/ports.ts'
import { UncertainError } from '#src/ports.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import { readMaintainers } from '#src/tag/maintainers.ts'
import '#test/fakes/end-with-parent.ts'
import type { BotOrders } from './orders.ts'

/* The bot as a process that a test can kill: a mailbox, the real pipeline and database, and the recorder as platform. */

const orders: BotOrders = JSON.parse(process.argv[2] ?? '')
const hits = new Map<string, number>()
const { killAt } = orders

if (killAt?.at === 'recorder: send' || killAt?.at === 'recorder: edit') {
  await ask('murder', { what: killAt.at.slice('recorder: '.length), pid: process.pid, nth: killAt.nth })
}
const storage = await openStorage(orders.storage)
await listen()
await drainPipeline(
  {
    sources: [
      {
        list: { name: 'kvm', archive: 'https://lore.kernel.org/kvm/', announceSince: 'all', backfill: 'all' },
        source: mboxSource({ name: 'mbox:week', file: orders.mbox, follow: false }),
      },
    ],
    platforms: [recorder()],
    channels: orders.channels.map((one) => ({ platform: 'recorder', list: 'kvm', ...one })),
    storage,
    tables: { maintainers: readMaintainers(''), mailmap: noMailmap },
    clock: wallClock,
    log: createLog('error'),
    random: () => 0,
    settings: { ...usualSettings, editQuietMs: 0, stepwiseDelivery: orders.stepwise },
    checkpoint(name) {
      if (name !== killAt?.at) return
      hits.set(name, (hits.get(name) ?? 0) + 1)
      if (hits.get(name) === killAt.nth) process.kill(process.pid, 'SIGKILL')
    },
  },
  new AbortController().signal,
)
await storage.close()

/** Somebody who wrote some of the week's series and follows the author of others: direct messages are posts as well. */
async function listen(): Promise<void> {
  const who = { platform: 'recorder', userId: 'U1' }
  await storage.linkEmail(who, { email: 'maya.thornquist@quarrychip.example', confirmed: true, name: 'Maya' }, 0)
  await storage.follow(who, { what: 'person', target: 'name erik sandvik', label: 'Erik Sandvik' }, 0)
}

function recorder(): ChatPlatform {
  const platform: ChatPlatform = {
    name: 'recorder',
    limits: {
      title: 200,
      text: 3000,
      listItems: 20,
      threads: true,
      edits: true,
      pictures: false,
      postsPerSecond: Infinity,
      editsPerMinute: Infinity,
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    async send(channel, notice, deliveryId, thread): Promise<SentRef> {
      await ask('send', { channel, deliveryId, notice, thread: thread?.id })
      return refOf(channel, deliveryId)
    },
    async edit(_sent, notice, deliveryId) {
      await ask('edit', { deliveryId, notice })
    },
  }
  if (!orders.canFindSent) return platform
  return {
    ...platform,
    async findSent(channel, deliveryId) {
      return (await ask('find', { channel, deliveryId })) === true ? refOf(channel, deliveryId) : undefined
    },
  }
}

function refOf(channel: string, deliveryId: string): SentRef {
  return { channel, id: deliveryId, url: `https://recorder.example/${channel}/${deliveryId}` }
}

async function ask(what: string, body: unknown): Promise<unknown> {
  try {
    const response = await fetch(`http://127.0.0.1:${orders.port}/${what}`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    return await response.json()
  } catch (error) {
    throw new UncertainError('no answer', { cause: error })
  }
}
