import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * What shall go wrong, how often, and whether the stand-in has done the work by then. `after` is the trap of every
 * delivery: the vendor accepted, and the answer never came.
 */
export interface Fault {
  /** Name of the call: `chat.postMessage`, `POST /channels/:id/messages`; `*` for any. */
  readonly call: string
  /** Only calls about this channel. */
  readonly channel?: string
  readonly times: number
  readonly when: 'before' | 'after'
  readonly does:
    | { readonly reset: true }
    | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
    | { readonly delayMs: number }
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

/** The faults still to come, in the order they were asked for. */
export function faultPlan(): {
  add(fault: Fault): void
  take(call: string, channel: string | undefined): Fault | undefined
  clear(): void
} {
  let planned: { fault: Fault; left: number }[] = []
  return {
    add: (fault) => void planned.push({ fault, left: fault.times }),
    take(call, channel) {
      const hit = planned.find(
        ({ fault }) => (fault.call === '*' || fault.call === call) && (fault.channel ?? channel) === channel,
      )
      if (!hit) return undefined
      hit.left -= 1
      planned = planned.filter(({ left }) => left > 0)
      return hit.fault
    },
    clear: () => void (planned = []),
  }
}

/** Answers a call, with the fault that is planned for it. */
export async function answerWithFault(
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
  work: () => Promise<Answer> | Answer,
): Promise<void> {
  const answer = fault?.when === 'before' && !('delayMs' in fault.does) ? undefined : await work()
  if (fault && 'reset' in fault.does) {
    request.socket.resetAndDestroy()
    return
  }
  if (fault && 'delayMs' in fault.does)
    await new Promise((resolve) => setTimeout(resolve, (fault.does as { delayMs: number }).delayMs))
  if (fault && 'status' in fault.does)
    return send(response, { status: fault.does.status, headers: fault.does.headers ?? {}, body: fault.does.body })
  if (answer) send(response, answer)
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return
  if (body === undefined) return void response.writeHead(status, headers).end()
  const content = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
    ...headers,
  })
  response.end(content)
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
