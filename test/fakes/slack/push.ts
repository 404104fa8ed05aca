import { createHmac } from 'node:crypto'
import { parseJson, text, type Json } from '../json.ts'
import type { Ack, SocketMode } from './socket.ts'
import { signingSecret } from './workspace.ts'

export type Kind = 'slash_commands' | 'interactive' | 'events_api'

/** Hands a payload to the bot, over its socket or to its address, and waits for the acknowledgement. */
export type Push = (kind: Kind, payload: Json, retryAfterMs?: number) => Promise<Ack>

/** `requestUrl` is where requests go over HTTP instead of the socket; undefined for the socket. */
export function pusher(socket: SocketMode, requestUrl: () => string | undefined): Push {
  return (kind, payload, retryAfterMs) => {
    const url = requestUrl()
    return url === undefined ? socket.push(kind, payload, retryAfterMs) : pushOverHttp(url, kind, payload)
  }
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
async function pushOverHttp(url: string, kind: Kind, payload: Json): Promise<Ack> {
  const isEvent = kind === 'events_api'
  const body = isEvent ? JSON.stringify(payload) : formOf(kind === 'slash_commands' ? payload : { payload })
  const stamp = Math.floor(Date.now() / 1000)
  const signature = `v0=${createHmac('sha256', signingSecret).update(`v0:${stamp}:${body}`).digest('hex')}`
  const begun = performance.now()
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': isEvent ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(stamp),
      'x-slack-signature': signature,
    },
    signal: AbortSignal.timeout(3000),
  })
  const given = parseJson(await answer.text())
  return { acked: answer.status === 200, afterMs: Math.round(performance.now() - begun), payload: given }
}

function formOf(fields: Json): string {
  const entries = Object.entries(fields).map(([key, value]): [string, string] => [
    key,
    typeof value === 'object' ? JSON.stringify(value) : text(value),
  ])
  return new URLSearchParams(entries).toString()
}
