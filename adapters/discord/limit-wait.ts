import type { RateLimitData, ResponseLike } from 'discord.js'
import { z } from 'zod'
import { readJson } from '#src/lib/read-json.ts'

/** `Retry-After` counts whole seconds. */
const shortestSeconds = 1
/** However long we shall wait, we may ask after an hour. */
const longestSeconds = 3600
/** Where nobody says how long. */
const usualSeconds = 60

/** Longest wait that a client may sleep through by itself; anything longer comes back to whoever called. */
const longestSleepMs = 2000

/** The scope that a 429 gets from us: a wait that the library foresees by itself has another, `user`. */
const told: RateLimitData['scope'] = 'shared'

/** https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit */
const limit = z.object({
  message: z.string(),
  retry_after: z.number().optional(),
  global: z.boolean().optional(),
})

/**
 * Puts a wait that can be used into a 429. The library looks at `Retry-After` alone, and asks again at once, without
 * end, where that is missing, zero or a date. A limit that is not Discord's own is that of our address, so for all calls.
 */
export function sayHowLong(headers: ResponseLike['headers'], body: string): void {
  const read = limit.safeParse(readJson(body)).data
  const asked = [Number(headers.get('retry-after')), read?.retry_after ?? 0].find((seconds) => seconds > 0)
  const seconds = Math.min(Math.max(asked ?? usualSeconds, shortestSeconds), longestSeconds)
  headers.set('retry-after', String(seconds))
  headers.set('x-ratelimit-scope', told)
  if (read === undefined || read.global === true) headers.set('x-ratelimit-global', 'true')
}

/**
 * Whether a wait comes back to whoever called, which it always does where Discord asked for it, however short: the
 * library would ask again within the same call, without end where the answer stays the same.
 */
export function handsBack({ retryAfter, sublimitTimeout, scope }: RateLimitData): boolean {
  return scope === told || Math.max(retryAfter, sublimitTimeout) > longestSleepMs
}
