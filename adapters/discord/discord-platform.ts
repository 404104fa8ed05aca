import { Client, Events, GatewayIntentBits, Routes } from 'discord.js'
import { PermanentError, type ChatPlatform, type Host } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import { inFlight } from '#src/runtime/in-flight.ts'
import type { Log } from '#src/runtime/log.ts'
import { commandJson } from '#adapters/discord/command-json.ts'
import { deliveryRest, editNotice, findPost, postNotice, type Delivery } from '#adapters/discord/delivery.ts'
import { deliveryError } from '#adapters/discord/errors.ts'
import { listen } from '#adapters/discord/interactions.ts'
import { discordLimits } from '#adapters/discord/room.ts'
import type { DiscordSettings } from '#adapters/discord/settings.ts'
import { threadsOf } from '#adapters/discord/threads.ts'

/** One Discord bot: posts over REST, commands over the gateway with no intent but Guilds. */
export function discordPlatform(settings: DiscordSettings, { log, clock }: { log: Log; clock: Clock }): ChatPlatform {
  const rest = deliveryRest(settings)
  const threads = threadsOf(rest, settings.archiveThreadsAfterMinutes ?? 4320)
  const work = inFlight()
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [] },
    rest: { api: settings.apiUrl, timeout: settings.timeoutMs ?? 15_000, invalidRequestWarningInterval: 500 },
  })
  let stopping = false
  watch(client, log, () => stopping)
  let refused: PermanentError | undefined

  const delivery: Delivery = {
    rest,
    threads,
    guildOf(channel) {
      const known = client.channels.cache.get(channel)
      return (known && 'guildId' in known ? known.guildId : undefined) ?? undefined
    },
    self: () => client.user?.id ?? '',
  }

  /** After Discord has refused the token, every further call would count towards a ban. */
  async function unlessRefused<T>(call: () => Promise<T>): Promise<T> {
    if (refused) throw refused
    try {
      return await work.track(call())
    } catch (error) {
      if (error instanceof PermanentError && error.scope === 'installation') refused = error
      throw error
    }
  }

  return {
    name: 'discord',
    limits: discordLimits,
    async start(host) {
      try {
        await signIn(client, settings, clock)
        await register(client, settings, host)
      } catch (error) {
        await client.destroy()
        throw signInError(error)
      }
      listen(client, host, { log, work })
    },
    send: (to, notice, deliveryId, thread) =>
      unlessRefused(async () => {
        const sent = await postNotice(delivery, { to, notice, deliveryId, thread })
        if (!thread) threads.name(sent.id, notice)
        return sent
      }),
    edit: (sent, notice, deliveryId) => unlessRefused(() => editNotice(delivery, sent, notice, deliveryId)),
    findSent: (to, deliveryId, since, thread) =>
      unlessRefused(() => findPost(delivery, { to, deliveryId, since, thread })),
    async stop() {
      await work.settled()
      stopping = true
      await client.destroy()
      rest.clearHashSweeper()
      rest.clearHandlerSweeper()
    },
  }
}

/** The library reports its troubles as events; unheard, an `error` would end the process. */
function watch(client: Client, log: Log, isStopping: () => boolean): void {
  client.on(Events.Error, (error) => log.warn({ error: error.message }, 'the Discord client reports an error'))
  client.on(Events.ShardError, (error) => log.warn({ error: error.message }, 'the Discord gateway reports an error'))
  client.on(Events.ShardReconnecting, () => {
    if (!isStopping()) log.info('reconnecting to Discord')
  })
  client.on(Events.Invalidated, () => log.error('Discord has ended the session, commands are no longer heard'))
  client.on(Events.Warn, (warning) => log.warn({ warning }, 'the Discord client warns'))
  client.rest.on('invalidRequestWarning', ({ count }) => log.warn({ count }, 'Discord counts refused requests'))
}

async function signIn(client: Client, settings: DiscordSettings, clock: Clock): Promise<void> {
  const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()))
  const settled = new AbortController()
  const timeoutMs = settings.startTimeoutMs ?? 30_000
  const deadline = clock.sleep(timeoutMs, settled.signal).then(() => {
    throw new Error(`no connection to Discord within ${timeoutMs} ms`)
  })
  try {
    await Promise.race([client.login(settings.token).then(() => ready), deadline])
  } finally {
    settled.abort()
  }
}

async function register(client: Client, settings: DiscordSettings, host: Host): Promise<void> {
  const application = client.application?.id ?? ''
  const route =
    settings.guild === undefined
      ? Routes.applicationCommands(application)
      : Routes.applicationGuildCommands(application, settings.guild)
  await client.rest.put(route, { body: [commandJson(host)] })
}

/** The library has words of its own for a token that it or Discord does not take. */
function signInError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'TokenInvalid')
    return new PermanentError('Discord does not know this token', {
      scope: 'installation',
      reason: 'invalid_token',
      cause: error,
    })
  if (code === '4014')
    return new PermanentError('Discord refuses the intents', {
      scope: 'installation',
      reason: 'disallowed_intents',
      cause: error,
    })
  return deliveryError(error, 'installation')
}
