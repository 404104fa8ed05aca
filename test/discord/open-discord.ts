import { pino } from 'pino'
import { discordPlatform } from '#adapters/discord/discord-platform.ts'
import type { DiscordSettings } from '#adapters/discord/settings.ts'
import type { ChatPlatform } from '#src/ports.ts'
import { wallClock, type Clock } from '#src/runtime/clock.ts'
import { startFake, type RunningFake } from '#test/fakes/start-fake.ts'

/** A platform and the Discord it talks to; not started. */
export async function openDiscord(
  more: Partial<DiscordSettings> = {},
  clock: Clock = wallClock,
): Promise<{
  fake: RunningFake
  platform: ChatPlatform
  readonly channel: (how?: object) => Promise<string>
}> {
  const fake = await startFake('discord')
  let channels = 0
  return {
    fake,
    platform: discordAt(fake, more, clock),
    async channel(how = {}) {
      channels += 1
      const id = `7000000000000${String(channels).padStart(5, '0')}`
      await fake.control('channel', { id, ...how })
      return id
    },
  }
}

/** A further platform for a Discord that runs already, as after a restart. */
export function discordAt(
  fake: RunningFake,
  more: Partial<DiscordSettings> = {},
  clock: Clock = wallClock,
): ChatPlatform {
  const settings = { token: 'MTExMTExMTExMTExMTExMTEx.stand.in', apiUrl: `${fake.url}/api`, ...more }
  return discordPlatform(settings, { log: pino({ level: 'silent' }), clock })
}
