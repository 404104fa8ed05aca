import { Client, Events, GatewayIntentBits, Partials, Routes, type REST } from 'discord.js'
import { z } from 'zod'
import { PermanentError } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { Log } from '#src/runtime/log.ts'
import { deliveryError } from '#adapters/discord/errors.ts'
import { restOptions } from '#adapters/discord/rest.ts'
import type { DiscordSettings } from '#adapters/discord/settings.ts'

/** A client for commands and channels, with no intent but Guilds; as many shards as Discord recommends, all in this process. */
export function gatewayClient(settings: DiscordSettings): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds],
    shards: 'auto',
    // Conversations and archived threads, which the gateway does not tell of, come with the commands given there.
    partials: [Partials.Channel],
    allowedMentions: { parse: [] },
    // It repeats what was not answered, also a follow-up, which may then be there twice: an interaction's webhook takes no
    // nonce, and what only one person sees cannot be asked for. Without the repeating an answer would be lost instead.
    rest: restOptions(settings),
  })
}

/** The library reports its troubles as events; unheard, an `error` would end the process. */
export function watch(client: Client, log: Log, isStopping: () => boolean): void {
  client.on(Events.Error, (error) => log.warn({ error: error.message }, 'the Discord client reports an error'))
  client.on(Events.ShardError, (error, shard) =>
    log.warn({ error: error.message, shard }, 'the Discord gateway reports an error'),
  )
  client.on(Events.ShardReconnecting, (shard) => {
    if (!isStopping()) log.info({ shard }, 'reconnecting to Discord')
  })
  client.on(Events.Invalidated, () => log.error('Discord has ended the session, commands are no longer heard'))
  client.on(Events.Warn, (warning) => log.warn({ warning }, 'the Discord client warns'))
}

/** https://discord.com/developers/docs/events/gateway#session-start-limit-object */
const gatewayBot = z.object({
  shards: z.number(),
  session_start_limit: z.object({ remaining: z.number(), reset_after: z.number() }),
})

/**
 * A bot that signs in a thousand times a day has its token reset. The last ones are kept for reconnects and for
 * whoever repairs it: a process that is restarted over and over stops signing in before that.
 */
const keptBack = 50

/** Resolves when all shards are connected. Rejects with what can be done about it. */
export async function signIn(client: Client, rest: REST, settings: DiscordSettings, clock: Clock): Promise<void> {
  const { shards, session_start_limit: limit } = gatewayBot.parse(await rest.get(Routes.gatewayBot()))
  if (limit.remaining < shards + keptBack) throw tooManySignIns(limit.remaining, clock.now() + limit.reset_after)
  // Discord lets one shard begin every five seconds.
  await connected(client, settings, clock, (settings.startTimeoutMs ?? 30_000) + (shards - 1) * 6000)
}

function tooManySignIns(remaining: number, resetsAt: number): PermanentError {
  const until = new Date(resetsAt).toISOString()
  return new PermanentError(
    `Discord allows this bot ${remaining} more sign-ins until ${until}, and resets the token of one that uses them up; start it again after that, and see why it was started so often`,
    { scope: 'installation', reason: 'too_many_sign_ins' },
  )
}

async function connected(client: Client, settings: DiscordSettings, clock: Clock, timeoutMs: number): Promise<void> {
  const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()))
  const settled = new AbortController()
  const deadline = clock.sleep(timeoutMs, settled.signal).then(() => {
    throw new Error(`no connection to Discord within ${timeoutMs} ms`)
  })
  try {
    await Promise.race([client.login(settings.token).then(() => ready), deadline])
  } finally {
    settled.abort()
  }
}

/** What a failed start means. The library has words of its own for a token that it or Discord does not take. */
export function startError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'TokenInvalid') return refusal('Discord does not know this token', 'invalid_token', error)
  if (code === '4014') return refusal('Discord refuses the intents', 'disallowed_intents', error)
  return deliveryError(error, 'installation')
}

function refusal(message: string, reason: string, cause: unknown): PermanentError {
  return new PermanentError(message, { scope: 'installation', reason, cause })
}
