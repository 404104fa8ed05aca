import type { AnyMiddlewareArgs, Middleware } from '@slack/bolt'
import { newestKept } from '#src/lib/newest-kept.ts'

export interface OnlyOnce {
  isFirst(id: string): boolean
  /** The next time is a first one again. */
  forget(id: string): void
}

/** Tells the first time of something from its repeats. Remembers the newest `most`. */
export function onlyOnce(most = 10_000): OnlyOnce {
  const seen = newestKept<string, true>(most)
  return {
    isFirst(id) {
      if (seen.get(id)) return false
      seen.set(id, true)
      return true
    },
    forget: (id) => seen.forget(id),
  }
}

/**
 * Lets each request through once. Slack sends an event again when our acknowledgement got lost
 * (https://docs.slack.dev/apis/events-api#retries), and anybody who recorded a signed request may send it again within
 * five minutes; Bolt looks at neither. An event has an id, everything a person does has a trigger of its own.
 */
export function withoutRepeats(): Middleware<AnyMiddlewareArgs> {
  const requests = onlyOnce()
  return async ({ body, next }) => {
    const id = idOf(body)
    if (id === undefined || requests.isFirst(id)) await next()
  }
}

function idOf(body: object): string | undefined {
  if ('event_id' in body && typeof body.event_id === 'string') return body.event_id
  if ('trigger_id' in body && typeof body.trigger_id === 'string') return body.trigger_id
  return undefined
}
