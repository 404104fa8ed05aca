import { pino } from 'pino'
import { discordPlatform } from '#adapters/discord/discord-platform.ts'
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
  readonly alive: readonly string[]
  readonly links: readonly string[]
}

chatPlatformContract('Discord', openDiscord)

async function openDiscord(): Promise<PlatformRig> {
  const fake = await startFake('discord')
  const platform = discordPlatform(
    { token: 'MTExMTExMTExMTExMTExMTEx.stand.in', apiUrl: `${fake.url}/api` },
    { log: pino({ level: 'silent' }), clock: wallClock },
  )
  let channels = 0

  async function newChannel(how = {}): Promise<string> {
    channels += 1
    const id = `9000000000000${String(channels).padStart(5, '0')}`
    await fake.control('channel', { id, ...how })
    return id
  }

  return {
    platform,
    newChannel,
    closedChannel: () => newChannel({ closed: 50001 }),
    async posts(channel) {
      const posts = await fake.control<{ id: string; thread?: string; edits: number; seen: Seen }[]>('posts', {
        channel,
      })
      return posts.map(({ id, thread, edits, seen }): Post => ({ id, thread, edits, ...seen }))
    },
    async ask(channel, name, rest): Promise<Asked> {
      const options =
        name === 'subscribe'
          ? [{ name: 'filter', type: 3, value: rest }]
          : [{ name: 'since', type: 3, value: rest.replace('since:', '') }]
      const { answers } = await fake.control<{ answers: { to: 'asker' | 'channel'; seen: Seen }[] }>('command', {
        channel,
        command: 'kvm',
        name,
        options,
      })
      return { answers: answers.map(({ to, seen }) => ({ to, text: seen.text })) }
    },
    async trouble(what, channel) {
      const does =
        what === 'answer lost'
          ? { reset: true }
          : what === 'told to wait'
            ? {
                status: 429,
                headers: { 'retry-after': '5', 'x-ratelimit-scope': 'user' },
                body: { message: 'wait', retry_after: 5, global: false },
              }
            : { status: 502, body: 'bad gateway' }
      const when = what === 'told to wait' ? 'before' : 'after'
      await fake.control('fault', { call: 'POST /channels/:id/messages', channel, times: 1, when, does })
    },
    async violations() {
      return (await fake.control<{ violations: unknown[] }>('tally')).violations
    },
    close: () => fake.stop(),
  }
}
