import type { Connection } from '#adapters/imap/connection.ts'
import type { Clock } from '#src/runtime/clock.ts'

/** No timer of Node waits longer than 2^31 ms. */
const longest = 86_400_000
/** A server may end IDLE at once, again and again. */
const shortestIdle = 1000

/**
 * Idles (RFC 2177) until the server says something, the connection ends, `forMs` are over, or `signal` aborts. Where the
 * server refuses IDLE the library asks with NOOP instead, and tells what it finds the same way.
 */
export async function waitForNews(
  connection: Connection,
  options: { readonly forMs: number; readonly mayIdle: boolean; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  const { clock } = options
  const over = new AbortController()
  const end = (): void => over.abort()
  const begun = clock.now()
  connection.onNews = end
  connection.gone.addEventListener('abort', end)
  signal.addEventListener('abort', end)
  if (connection.hasNews || connection.gone.aborted || signal.aborted) end()
  else if (options.mayIdle) void idle(connection).then(idleEnded)
  await clock.sleep(Math.min(options.forMs, longest), over.signal)
  connection.onNews = undefined
  connection.gone.removeEventListener('abort', end)
  signal.removeEventListener('abort', end)

  async function idleEnded(): Promise<void> {
    await clock.sleep(Math.max(0, shortestIdle - (clock.now() - begun)), over.signal)
    end()
  }
}

/** Never rejects: a lost connection is told by `gone`. */
async function idle({ client, gone }: Connection): Promise<void> {
  try {
    const result: unknown = await client.idle()
    // Refused: the library remembers, and polls from now on.
    if (result === false && !gone.aborted) await client.idle()
  } catch {
    return
  }
}
