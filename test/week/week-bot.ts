import { discordPlatform } from '#adapters/discord/discord-platform.ts'
import { mboxSource } from '#adapters/mbox/mbox-source.ts'
import { slackPlatform } from '#adapters/slack/slack-platform.ts'
import { noMailmap } from '#src/mail/mailmap.ts'
import { drainPipeline } from '#src/pipeline/run-pipeline.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import { readMaintainers } from '#src/tag/maintainers.ts'
import '#test/fakes/end-with-parent.ts'
import { testHost } from '#test/contracts/test-host.ts'
import type { WeekOrders } from '#test/week/week-orders.ts'

/* The bot as a process that a test can kill: a mailbox, the real pipeline and database, and Bolt or discord.js. */

const orders = JSON.parse(process.argv[2] ?? '') as WeekOrders
const { apiUrl, killAt, speed } = orders
const log = createLog('error')
const tools = { log, clock: wallClock }
const platform =
  orders.platform === 'slack'
    ? slackPlatform({ botToken: 'xoxb-stand-in', appToken: 'xapp-stand-in', apiUrl, timeoutMs: 3000 }, tools)
    : discordPlatform({ token: 'MTExMTExMTExMTExMTExMTEx.stand.in', apiUrl, timeoutMs: 3000 }, tools)
let hits = 0
const storage = await openStorage(orders.storage)
await platform.start(testHost())
const { limits } = platform
const hurried = {
  ...limits,
  postsPerSecond: limits.postsPerSecond * speed,
  editsPerMinute: limits.editsPerMinute * speed,
}
await drainPipeline(
  {
    sources: [
      {
        list: { name: 'kvm', archive: 'https://lore.kernel.org/kvm/', announceSince: 'all', backfill: 'all' },
        source: mboxSource({ name: 'mbox:week', file: orders.mbox, follow: false }),
      },
    ],
    platforms: [Object.assign(platform, { limits: hurried })],
    channels: orders.channels.map((one) => ({ platform: platform.name, list: 'kvm', ...one })),
    storage,
    tables: { maintainers: readMaintainers(''), mailmap: noMailmap },
    clock: wallClock,
    log,
    random: () => 0,
    settings: {
      ...usualSettings,
      editQuietMs: 0,
      stepwiseDelivery: true,
      delivery: { ...usualSettings.delivery, recheckMs: 300 },
    },
    checkpoint(name) {
      if (name !== killAt?.at) return
      hits += 1
      if (hits === killAt.nth) process.kill(process.pid, 'SIGKILL')
    },
  },
  new AbortController().signal,
)
await platform.stop()
await storage.close()
process.exit(0)
