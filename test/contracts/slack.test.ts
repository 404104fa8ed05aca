import { pino } from 'pino'
import { slackPlatform } from '#adapters/slack/slack-platform.ts'
import { wallClock } from '#src/runtime/clock.ts'
import {
  chatPlatformContract,
  type Asked,
  type PlatformRig,
  type Post,
} from '#test/contracts/chat-platform.contract.ts'
import { startFake } from '#test/fakes/start-fake.ts'

interface Seen {
  readonly text: string
  readonly mentions: readonly string[]
  readonly formatted: readonly string[]
  readonly links: readonly { readonly url: string }[]
}

chatPlatformContract('Slack', openSlack)

async function openSlack(): Promise<PlatformRig> {
  const fake = await startFake('slack')
  const platform = slackPlatform(
    { botToken: 'xoxb-stand-in', appToken: 'xapp-stand-in', apiUrl: `${fake.url}/api/` },
    { log: pino({ level: 'silent' }), clock: wallClock },
  )
  let channels = 0

  async function newChannel(how = {}): Promise<string> {
    channels += 1
    const id = `C${String(channels).padStart(4, '0')}`
    await fake.control('channel', { id, ...how })
    return id
  }

  return {
    platform,
    newChannel,
    closedChannel: () => newChannel({ isMember: false }),
    async posts(channel) {
      const posts = await fake.control<{ ts: string; threadTs?: string; edits: number; seen: Seen }[]>('posts', {
        channel,
      })
      return posts.map(({ ts, threadTs, edits, seen }): Post => ({
        id: ts,
        thread: threadTs,
        text: seen.text,
        alive: [...seen.mentions, ...seen.formatted],
        links: seen.links.map(({ url }) => url),
        edits,
      }))
    },
    async ask(channel, name, rest): Promise<Asked> {
      const { answers } = await fake.control<{ answers: { to: 'asker' | 'channel'; seen: Seen }[] }>('command', {
        channel,
        command: '/kvm',
        text: `${name} ${rest}`,
      })
      return { answers: answers.map(({ to, seen }) => ({ to, text: seen.text })) }
    },
    async trouble(what, channel) {
      const does =
        what === 'answer lost'
          ? { reset: true }
          : what === 'told to wait'
            ? { status: 429, headers: { 'retry-after': '5' }, body: { ok: false, error: 'ratelimited' } }
            : { status: 500, body: 'internal' }
      const when = what === 'told to wait' ? 'before' : 'after'
      await fake.control('fault', { call: 'chat.postMessage', channel, times: 1, when, does })
    },
    async violations() {
      return (await fake.control<{ violations: unknown[] }>('tally')).violations
    },
    close: () => fake.stop(),
  }
}
