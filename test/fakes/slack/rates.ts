/* https://docs.slack.dev/apis/web-api/rate-limits: tiers are per method and workspace; chat.postMessage is per channel. */

/** Calls a minute. Tier 1 is 1+, Tier 2 20+, Tier 3 50+, Tier 4 100+; the plus is not to be counted on. */
const perMinute: Readonly<Record<string, number>> = {
  'apps.connections.open': 20,
  'chat.update': 50,
  'chat.postEphemeral': 100,
  'conversations.history': 50,
  'conversations.replies': 50,
  'conversations.info': 50,
  'conversations.open': 50,
  'users.info': 100,
  'views.open': 100,
  'views.update': 100,
  'views.publish': 100,
  'files.getUploadURLExternal': 100,
  'files.completeUploadExternal': 100,
  'auth.test': 300,
}

/** "Generally no more than one message per second per channel", short bursts allowed: three here. */
const burst = 3

export interface Rates {
  /** Whole seconds to wait, or undefined where the call may go. `call` is workspace and method, `T1 chat.update`. */
  refuse(call: string, channel: string | undefined): number | undefined
}

export function newRates(now: () => number): Rates {
  const buckets = new Map<string, { tokens: number; at: number }>()
  function take(key: string, most: number, perSecond: number): number | undefined {
    const at = now()
    const bucket = buckets.get(key) ?? { tokens: most, at }
    const tokens = Math.min(most, bucket.tokens + ((at - bucket.at) / 1000) * perSecond)
    buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at })
    return tokens >= 1 ? undefined : Math.max(1, Math.ceil((1 - tokens) / perSecond))
  }
  return {
    refuse(call, channel) {
      const method = call.split(' ').at(-1) ?? ''
      if (method === 'chat.postMessage') return take(`${call} ${channel}`, burst, 1)
      const limit = perMinute[method]
      return limit === undefined ? undefined : take(call, limit, limit / 60)
    },
  }
}
