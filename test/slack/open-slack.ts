import { pino } from 'pino'
import type { SlackSettings } from '#adapters/slack/settings.ts'
import { slackPlatform } from '#adapters/slack/slack-platform.ts'
import type { ChatPlatform, Host } from '#src/ports.ts'
import { wallClock, type Clock } from '#src/runtime/clock.ts'
import { startFake, type RunningFake } from '#test/fakes/start-fake.ts'

/** What config/slack-manifest.yaml asks for. */
export const everyScope: readonly string[] = [
  'chat:write',
  'commands',
  'app_mentions:read',
  'im:write',
  'channels:history',
  'groups:history',
  'im:history',
  'channels:read',
  'groups:read',
  'users:read',
  'files:write',
]

interface OpenSlack {
  readonly fake: RunningFake
  readonly platform: ChatPlatform
  readonly channel: (how?: object) => Promise<string>
}

/** A platform that goes on for this host, allowed all there is, and the Slack it talks to. `stop` ends both. */
export async function startSlack(host: Host): Promise<OpenSlack & { readonly stop: () => Promise<void> }> {
  const slack = await openSlack()
  await slack.fake.control('scopes', { scopes: everyScope })
  await slack.platform.start(host)
  return {
    ...slack,
    async stop() {
      await slack.platform.stop()
      await slack.fake.stop()
    },
  }
}

/** The two, not started. */
export async function openSlack(more: Partial<SlackSettings> = {}): Promise<OpenSlack> {
  const fake = await startFake('slack')
  let channels = 0
  return {
    fake,
    platform: slackAt(fake, more),
    async channel(how = {}) {
      channels += 1
      const id = `C${channels}`
      await fake.control('channel', { id, ...how })
      return id
    },
  }
}

/** A further platform for a Slack that runs already. */
export function slackAt(fake: RunningFake, more: Partial<SlackSettings> = {}, clock: Clock = wallClock): ChatPlatform {
  const settings = { botToken: 'xoxb-stand-in', appToken: 'xapp-stand-in', apiUrl: `${fake.url}/api/`, ...more }
  const level = process.env['SLACK_TEST_LOG'] ?? 'silent'
  return slackPlatform(settings, { log: pino({ level }), clock })
}
