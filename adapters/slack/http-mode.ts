import type { Server } from 'node:http'
import { HTTPReceiver, type Logger } from '@slack/bolt'
import type { Connection } from '#adapters/slack/socket-mode.ts'

/**
 * Requests of Slack on a port of ours. Bolt checks the signature and refuses what is older than five minutes
 * (https://docs.slack.dev/authentication/verifying-requests-from-slack).
 */
export function httpConnection(
  settings: { readonly signingSecret: string; readonly port: number },
  { logger }: { logger: Logger },
): Connection & { readonly receiver: HTTPReceiver } {
  const receiver = new HTTPReceiver({ signingSecret: settings.signingSecret, endpoints: '/slack/events', logger })
  let server: Server | undefined
  return {
    receiver,
    async open() {
      server = await receiver.start(settings.port)
    },
    async close() {
      const listening = server
      if (!listening) return
      await new Promise<void>((resolve) => {
        listening.close(() => resolve())
        // Slack keeps connections alive; idle ones would hold the process.
        listening.closeIdleConnections()
      })
    },
  }
}
