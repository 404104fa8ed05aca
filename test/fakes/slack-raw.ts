import type { RunningFake } from '#test/fakes/start-fake.ts'

/** What the Slack stand-in answered to a raw request. */
export interface Answered {
  readonly status: number
  readonly retryAfter: string | null
  readonly body: {
    readonly ok: boolean
    readonly error?: string
    readonly ts?: string
    readonly warning?: string
    readonly messages?: { ts: string }[]
    readonly [more: string]: unknown
  }
}

/** Calls a method of the Web API as anybody with curl could. */
export async function callSlack(
  fake: RunningFake,
  method: string,
  body: object,
  token = 'xoxb-stand-in',
): Promise<Answered> {
  const answer = await fetch(`${fake.url}/api/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== '' && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    body: (await answer.json()) as Answered['body'],
  }
}
