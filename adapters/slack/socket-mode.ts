import { SocketModeReceiver, type Logger } from '@slack/bolt'
import type { Clock } from '#src/runtime/clock.ts'
import type { Log } from '#src/runtime/log.ts'
import type { SlackSettings } from '#adapters/slack/settings.ts'

/** Requests that Slack pushes to us, over a socket of ours or to a port of ours. */
export interface Connection {
  /** Resolves when requests can arrive; rejects where the first connection fails or takes too long. */
  open(): Promise<void>
  close(): Promise<void>
}

const firstPauseMs = 1000
const longestPauseMs = 60_000
const attemptTimeoutMs = 15_000

/**
 * Socket Mode with reconnects of our own. The library's own (3.1.0) leave 5 s without a connection at every refresh
 * that Slack asks for, end the process by an unhandled rejection when the address of the next socket cannot be had,
 * and never settle when the handshake is refused; with `autoReconnectEnabled: false` none of that code runs.
 */
export function socketConnection(
  settings: SlackSettings & { readonly appToken: string },
  { log, clock, logger }: { log: Log; clock: Clock; logger: Logger },
): Connection & { readonly receiver: SocketModeReceiver } {
  const receiver = new SocketModeReceiver({
    appToken: settings.appToken,
    autoReconnectEnabled: false,
    logger,
    installerOptions: {
      clientOptions: {
        slackApiUrl: settings.apiUrl,
        retryConfig: { retries: 0 },
        // Shorter than an attempt, so that an abandoned one cannot open a socket later.
        timeout: Math.min(settings.timeoutMs ?? 10_000, 10_000),
        rejectRateLimitedCalls: true,
      },
    },
    // True would acknowledge what no listener has handled; Slack then never sends it again.
    processEventErrorHandler: ({ error }) => {
      log.error({ error: error.message }, 'a request from Slack failed')
      return Promise.resolve(false)
    },
  })
  const { client } = receiver
  const ended = new AbortController()
  let reconnecting = false

  /** One attempt. The library's own never ends where the handshake is refused or `hello` does not come. */
  async function connect(timeoutMs: number): Promise<void> {
    const settled = new AbortController()
    const attempt = client.start()
    // When the deadline wins, the attempt is abandoned and may fail later.
    attempt.catch(() => undefined)
    try {
      await Promise.race([attempt, deadline(timeoutMs, AbortSignal.any([settled.signal, ended.signal]))])
    } catch (error) {
      // The library gives no reason where the handshake was refused.
      throw error ?? new Error('Slack refused the connection')
    } finally {
      settled.abort()
    }
  }

  async function deadline(timeoutMs: number, signal: AbortSignal): Promise<void> {
    await clock.sleep(timeoutMs, signal)
    throw new Error(`no connection to Slack within ${timeoutMs} ms`)
  }

  async function reconnect(): Promise<void> {
    for (let pauseMs = firstPauseMs; !ended.signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        await connect(attemptTimeoutMs)
        return
      } catch (error) {
        if (ended.signal.aborted) return
        log.warn({ error: String(error), pauseMs }, 'Slack cannot be reached, commands wait')
        await disconnect()
        await clock.sleep(pauseMs * (0.75 + Math.random() / 2), ended.signal)
      }
    }
  }

  client.on('disconnected', () => {
    if (reconnecting || ended.signal.aborted || !opened) return
    reconnecting = true
    void reconnect().finally(() => (reconnecting = false))
  })
  let opened = false

  async function disconnect(): Promise<void> {
    await Promise.race([client.disconnect().catch(() => undefined), clock.sleep(2000)])
  }

  return {
    receiver,
    async open() {
      try {
        await connect(settings.startTimeoutMs ?? 30_000)
      } catch (error) {
        ended.abort()
        await disconnect()
        throw error
      }
      opened = true
    },
    async close() {
      ended.abort()
      await disconnect()
    },
  }
}
