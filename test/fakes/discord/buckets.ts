/* https://discord.com/developers/docs/topics/rate-limits: buckets per route and top-level resource, told in headers. */

/** What a bucket holds here: five calls in five seconds. Clients must read it from the headers, never know it. */
const bucketSize = 5
const bucketMs = 5000
/** "All bots can make up to 50 requests per second"; interaction endpoints are exempt. */
const perSecond = 50

export interface Turn {
  readonly headers: Readonly<Record<string, string>>
  /** Seconds to wait where the call is refused. */
  readonly retryAfter: number | undefined
  readonly global: boolean
}

/** `speed`: how many times faster than in life rates are counted. */
export function newBuckets(
  now: () => number,
  speed: () => number,
): { take(route: string, resource: string, exempt: boolean): Turn } {
  const buckets = new Map<string, { used: number; resetsAt: number }>()
  const second = { used: 0, resetsAt: 0 }
  return {
    take(route, resource, exempt) {
      const at = now()
      if (at >= second.resetsAt) Object.assign(second, { used: 0, resetsAt: at + 1000 / speed() })
      if (!exempt) {
        second.used += 1
        if (second.used > perSecond) {
          return {
            headers: { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' },
            retryAfter: (second.resetsAt - at) / 1000,
            global: true,
          }
        }
      }
      const key = `${route} ${resource}`
      let bucket = buckets.get(key)
      if (!bucket || at >= bucket.resetsAt) buckets.set(key, (bucket = { used: 0, resetsAt: at + bucketMs / speed() }))
      const resetAfter = (bucket.resetsAt - at) / 1000
      const refused = bucket.used >= bucketSize
      if (!refused) bucket.used += 1
      const headers = {
        'x-ratelimit-limit': String(bucketSize),
        'x-ratelimit-remaining': String(bucketSize - bucket.used),
        'x-ratelimit-reset': String(bucket.resetsAt / 1000),
        'x-ratelimit-reset-after': resetAfter.toFixed(3),
        'x-ratelimit-bucket': Buffer.from(route).toString('hex').slice(0, 32),
        ...(refused && { 'x-ratelimit-scope': 'user' }),
      }
      return { headers, retryAfter: refused ? resetAfter : undefined, global: false }
    },
  }
}
