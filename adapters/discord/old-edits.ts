import type { Notice } from '#src/notice/notice.ts'
import { timeOfSnowflake } from '#adapters/discord/marker.ts'

/**
 * When a post may be edited. Discord takes "a handful" of edits an hour of messages older than one hour (error 30046,
 * https://github.com/discord/discord-api-docs/issues/4413, numbers unpublished), so that such a one is edited every
 * twenty minutes at most; a change of state goes at once.
 */
export interface OldEdits {
  /** 0 where it may be edited now. */
  waitMs(messageId: string, notice: Notice): number
  done(messageId: string, notice: Notice): void
  /** Discord wants this one left alone, whatever its state. */
  refused(messageId: string, waitMs: number): void
}

const hourMs = 60 * 60_000
const everyMs = 20 * 60_000
const mostRemembered = 5000

export function oldEdits(now: () => number): OldEdits {
  const last = new Map<
    string,
    { readonly at: number; readonly state: string | undefined; readonly notBefore: number }
  >()

  function remember(messageId: string, state: string | undefined, notBefore: number): void {
    last.delete(messageId)
    last.set(messageId, { at: now(), state, notBefore })
    const [oldest] = last.keys()
    if (last.size > mostRemembered && oldest !== undefined) last.delete(oldest)
  }

  return {
    waitMs(messageId, notice) {
      const before = last.get(messageId)
      if (before === undefined) return 0
      const refusedFor = Math.max(0, before.notBefore - now())
      if (refusedFor > 0) return refusedFor
      if (now() - timeOfSnowflake(messageId) < hourMs || before.state !== stateOf(notice)) return 0
      return Math.max(0, before.at + everyMs - now())
    },
    done: (messageId, notice) => remember(messageId, stateOf(notice), 0),
    refused: (messageId, waitMs) => remember(messageId, last.get(messageId)?.state, now() + waitMs),
  }
}

function stateOf({ tags, tone }: Notice): string {
  return tags?.[0] ?? tone
}
