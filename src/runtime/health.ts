import { createServer, type Server } from 'node:http'
import { metricsText, type Facts } from '#src/runtime/metrics.ts'

export interface Health {
  readonly port: number
  stop(): Promise<void>
}

/** A source that has been silent for longer than this is not ready. */
const silentTooLongMs = 180_000

/**
 * `/healthz` says that the process lives, `/readyz` that it can do its work (503 and the reasons otherwise), `/metrics`
 * serves Prometheus. On loopback unless the config says otherwise; rejects where the port is taken.
 */
export async function startHealth(
  at: { readonly host: string; readonly port: number },
  facts: () => Promise<Facts>,
  now: () => number,
): Promise<Health> {
  const server = createServer((request, response) => {
    answer(request.url ?? '/', facts, now).then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      (error: unknown) => response.writeHead(500, { 'content-type': 'text/plain' }).end(`${wordsOf(error)}\n`),
    )
  })
  await listening(server, at)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : at.port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Page {
  readonly status: number
  readonly type: string
  readonly body: string
}

async function answer(url: string, facts: () => Promise<Facts>, now: () => number): Promise<Page> {
  const path = url.replace(/\?.*/, '')
  if (path === '/healthz') return page(200, 'text/plain', 'ok\n')
  if (path === '/metrics') return page(200, 'text/plain; version=0.0.4', await metricsText(await facts(), now()))
  if (path !== '/readyz') return page(404, 'text/plain', 'there are /healthz, /readyz and /metrics\n')
  const why = await whyNotReady(facts, now())
  return page(why.length > 0 ? 503 : 200, 'application/json', `${JSON.stringify({ ready: why.length === 0, why })}\n`)
}

/** In words; empty when all is well. */
async function whyNotReady(facts: () => Promise<Facts>, now: number): Promise<string[]> {
  let known: Facts
  try {
    known = await facts()
  } catch (error) {
    return [`the database does not answer: ${wordsOf(error)}`]
  }
  return known.sources.flatMap((source) => {
    if (source.state === 'down') return [`${source.name} is down: ${source.problem ?? 'no reason known'}`]
    if (source.state === 'connecting') return [`${source.name} is connecting`]
    if (source.lastOkAt !== undefined && now - source.lastOkAt > silentTooLongMs && source.state === 'reading') {
      return [`${source.name} has not answered for ${Math.round((now - source.lastOkAt) / 1000)} s`]
    }
    return []
  })
}

function page(status: number, type: string, body: string): Page {
  return { status, type, body }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function listening(server: Server, at: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
