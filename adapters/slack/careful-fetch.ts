import type { webApi } from '@slack/bolt'
import { readJson } from '#src/lib/read-json.ts'

/** Where Slack, or what stands before it, asks to wait and does not say how long. */
const usualWaitSeconds = 30
const longestWaitSeconds = 3600

export interface FetchSettings {
  readonly apiUrl: string
  readonly timeoutMs: number
  /** Is told what time it is at Slack. */
  readonly heard?: (slackNow: number) => void
}

/**
 * The `fetch` that Slack's libraries are given. They trust answers more than the way to Slack deserves, and end in
 * errors that look like bugs of ours: so an answer is read whole here, and one that is none of the Web API's rejects as
 * a broken connection does. A call that comes without a deadline (a response_url's) gets one.
 */
export function carefulFetch({ apiUrl, timeoutMs, heard }: FetchSettings): webApi.FetchFunction {
  return async (url, init) => {
    const response = await fetch(url, { ...init, signal: init?.signal ?? AbortSignal.timeout(timeoutMs) })
    const sentAt = Date.parse(response.headers.get('date') ?? '')
    if (!Number.isNaN(sentAt)) heard?.(sentAt)
    const body = await response.text()
    const isWebApi = String(url).startsWith(apiUrl)
    if (isWebApi && response.status === 200 && !isAnswer(readJson(body))) throw new Error('that was no answer of Slack')
    const headers = new Headers(response.headers)
    if (response.status === 429) headers.set('retry-after', String(secondsToWait(headers.get('retry-after'))))
    // Statuses such as 204 allow no body, not even an empty one.
    return new Response(body === '' ? undefined : body, { status: response.status, headers })
  }
}

/** https://docs.slack.dev/apis/web-api/#responses: `ok`, and otherwise an error by name. */
function isAnswer(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false
  const {
    ok,
    error,
    response_metadata: metadata,
  }: { ok?: unknown; error?: unknown; response_metadata?: unknown } = body
  const hasMetadata = typeof metadata === 'object' && metadata !== null
  return (ok === true || typeof error === 'string') && (metadata === undefined || hasMetadata)
}

function secondsToWait(asked: string | null): number {
  const seconds = Number.parseInt(asked ?? '', 10)
  return Number.isNaN(seconds) ? usualWaitSeconds : Math.min(Math.max(seconds, 1), longestWaitSeconds)
}
