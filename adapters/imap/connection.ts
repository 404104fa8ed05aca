import { readFileSync } from 'node:fs'
import { ImapFlow } from 'imapflow'
import { offerAnonymous } from '#adapters/imap/anonymous.ts'
import type { ImapSettings, ImapTiming } from '#adapters/imap/imap-settings.ts'

/** One connection, used until it breaks and never again: an ImapFlow cannot be reused. */
export interface Connection {
  readonly client: ImapFlow
  /** Aborted once the connection is gone; the reason is the last error, where there was one. */
  readonly gone: AbortSignal
  /**
   * Runs a command, and closes the connection when it makes no progress for `timing.command`. `progressed` restarts
   * that time. The library has timers of its own; this one does not depend on what it believes.
   */
  during<T>(work: (progressed: () => void) => Promise<T>): Promise<T>
  /** The server said that something changed since this was last set to false. */
  hasNews: boolean
  /** Called when `hasNews` becomes true. */
  onNews: (() => void) | undefined
  /** The last error event, which says more than what the pending command throws. */
  lastError: Error | undefined
  close(): void
}

/** Connects and logs in. Rejects with whatever the library, the socket or TLS says; `signal` ends it at once. */
export async function connect(settings: ImapSettings, timing: ImapTiming, signal: AbortSignal): Promise<Connection> {
  const { host, tls } = settings
  const isAnonymous = settings.user === undefined
  const client = new ImapFlow({
    host,
    port: settings.port ?? (tls === true ? 993 : 143),
    secure: tls === true,
    // Left undefined the library encrypts only where the server offers to: anyone in between could take that away.
    ...(tls === true ? {} : { doSTARTTLS: tls === 'starttls' }),
    ...(settings.ca === undefined ? {} : { tls: { ca: readFileSync(settings.ca) } }),
    auth: { user: settings.user ?? 'anonymous', pass: settings.password ?? (isAnonymous ? 'anonymous' : '') },
    logger: false,
    disableAutoIdle: true,
    disableCompression: !settings.compress,
    connectionTimeout: timing.connect,
    greetingTimeout: timing.greeting,
    socketTimeout: timing.socket,
    maxIdleTime: timing.idle,
    maxLiteralSize: 64 * 1024 * 1024,
  })
  if (isAnonymous) offerAnonymous(client)
  const connection = watched(client, timing)
  const abort = (): void => connection.close()
  signal.addEventListener('abort', abort, { once: true })
  try {
    signal.throwIfAborted()
    await connection.during(() => client.connect())
    return connection
  } catch (error) {
    connection.close()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function watched(client: ImapFlow, timing: ImapTiming): Connection {
  const gone = new AbortController()
  const connection: Connection = {
    client,
    gone: gone.signal,
    hasNews: false,
    onNews: undefined,
    lastError: undefined,
    during,
    close,
  }
  // Without a listener a lost connection would end the process. Not every end comes with an error; 'close' always comes.
  client.on('error', (error: Error) => {
    connection.lastError = error
  })
  client.on('close', () => gone.abort(connection.lastError))
  client.on('exists', tell)
  client.on('expunge', tell)

  function tell(): void {
    connection.hasNews = true
    connection.onNews?.()
  }

  function close(): void {
    client.close()
    gone.abort(connection.lastError)
  }

  async function during<T>(work: (progressed: () => void) => Promise<T>): Promise<T> {
    let timer = setTimeout(giveUp, timing.command)
    try {
      return await work(() => {
        clearTimeout(timer)
        timer = setTimeout(giveUp, timing.command)
      })
    } finally {
      clearTimeout(timer)
    }
  }

  function giveUp(): void {
    connection.lastError ??= new Error(`no answer for ${timing.command / 1000} s`)
    close()
  }

  return connection
}
