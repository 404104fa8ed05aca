import type { ResponseLike } from 'discord.js'
import { z } from 'zod'
import { readJson } from '#src/lib/read-json.ts'

/** More than the library sleeps through by itself: whoever was told to wait does not ask again within the same call. */
const shortestSeconds = 3
/** However long we shall wait, we may ask after an hour. */
const longestSeconds = 3600
/** Where nobody says how long. */
const usualSeconds = 60

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
  const told = limit.safeParse(readJson(body)).data
  const asked = [Number(headers.get('retry-after')), told?.retry_after ?? 0].find((seconds) => seconds > 0)
  const seconds = Math.min(Math.max(asked ?? usualSeconds, shortestSeconds), longestSeconds)
  headers.set('retry-after', String(seconds))
  if (told === undefined || told.global === true) headers.set('x-ratelimit-global', 'true')
}
