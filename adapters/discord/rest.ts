import { REST, type RESTOptions } from 'discord.js'
import { PermanentError, TemporaryError } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { Log } from '#src/runtime/log.ts'
import { handsBack } from '#adapters/discord/limit-wait.ts'
import type { DiscordSettings } from '#adapters/discord/settings.ts'
import { askForWhole } from '#adapters/discord/whole-answers.ts'

/** What both clients have in common, the one that posts and the one that answers commands. */
export function restOptions(settings: DiscordSettings): Partial<RESTOptions> {
  return {
    api: settings.apiUrl,
    makeRequest: askForWhole,
    timeout: settings.timeoutMs ?? 15_000,
    invalidRequestWarningInterval: 500,
    rejectOnRateLimit: handsBack,
  }
}

/**
 * The client that posts. It repeats nothing by itself and hands long waits back: discord.js would otherwise send a
 * timed-out post again and sleep inside a call for as long as Discord asks.
 */
export function deliveryRest(settings: DiscordSettings): REST {
  const rest = new REST({ ...restOptions(settings), retries: 0 }).setToken(settings.token)
  // At a 401 the library takes its token away and fails over every later call as over a bug of ours.
  rest.setToken = () => rest
  return rest
}

/** "10,000 per 10 minutes": https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans */
const mostInvalid = 5000

/** How long a token that was refused is left alone, at least; how often it is tried again is the core's to say. */
const betweenTriesMs = 1000

/** Lets calls through unless Discord has refused the token just now, or counts so many refusals that it would soon ban us. */
export interface Gate {
  pass<T>(call: () => Promise<T>): Promise<T>
}

export function gateOf(rest: REST, { clock, log }: { readonly clock: Clock; readonly log: Log }): Gate {
  let refused: PermanentError | undefined
  let refusedUntil = 0
  let isTriedAgain = false
  let closedUntil = 0
  rest.on('invalidRequestWarning', ({ count, remainingTime }) => {
    log.warn({ count, remainingTime }, 'Discord counts refused requests')
    if (count >= mostInvalid) closedUntil = clock.now() + remainingTime
  })
  return {
    async pass(call) {
      const retryAfterMs = closedUntil - clock.now()
      if (retryAfterMs > 0) {
        throw new TemporaryError('Discord has refused too many requests lately', {
          scope: 'installation',
          retryAfterMs,
        })
      }
      if (refused && clock.now() < refusedUntil) throw refused
      if (isTriedAgain) {
        throw new TemporaryError('Discord is being asked whether it takes the token again', {
          scope: 'installation',
          retryAfterMs: betweenTriesMs,
        })
      }
      const triesAgain = refused !== undefined
      isTriedAgain = triesAgain
      try {
        const answer = await call()
        refused = undefined
        return answer
      } catch (error) {
        if (error instanceof PermanentError && error.scope === 'installation') {
          refused = error
          refusedUntil = clock.now() + betweenTriesMs
        }
        throw error
      } finally {
        if (triesAgain) isTriedAgain = false
      }
    },
  }
}
