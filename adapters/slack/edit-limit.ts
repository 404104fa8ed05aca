import { TemporaryError } from '#src/ports.ts'
import { deliveryError } from '#adapters/slack/errors.ts'

/**
 * When a workspace takes edits again. Slack counts calls by method, app and workspace
 * (https://docs.slack.dev/apis/web-api/rate-limits): one edit that is told to wait tells of all, and of posts nothing.
 */
export interface EditLimit {
  /** Throws while Slack wants no edits. */
  pass(): void
  /** Remembers for how long Slack wants no more of them. */
  heed<T>(edit: () => Promise<T>): Promise<T>
}

/** Whoever asks for longer is asked again then. */
const longestMs = 3_600_000

export function editLimit(now: () => number): EditLimit {
  let askedAt = 0
  let askedMs = 0

  function leftMs(): number {
    const waited = now() - askedAt
    // What was asked for in times to come was so before the clock was set back.
    return waited < 0 ? 0 : askedMs - waited
  }

  return {
    pass() {
      const retryAfterMs = leftMs()
      if (retryAfterMs > 0)
        throw new TemporaryError('Slack has asked edits to wait', { scope: 'message', retryAfterMs })
    },
    async heed(edit) {
      try {
        return await edit()
      } catch (error) {
        const meant = deliveryError(error, 'message')
        const isLimit = meant instanceof TemporaryError && meant.scope === 'message'
        const wait = isLimit ? Math.min(meant.retryAfterMs ?? 0, longestMs) : 0
        if (wait > leftMs()) {
          askedAt = now()
          askedMs = wait
        }
        throw error
      }
    },
  }
}
