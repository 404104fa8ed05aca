import type { Server } from 'node:http'
import { HTTPReceiver, type InstallationStore, type Logger } from '@slack/bolt'
import { neededScopes, optionalScopes } from '#adapters/slack/scopes.ts'
import type { OAuthSettings, SlackSettings } from '#adapters/slack/settings.ts'
import type { Connection } from '#adapters/slack/socket-mode.ts'
import { clientOptions } from '#adapters/slack/workspace.ts'

/** Installing into further workspaces, where that is set up. */
export interface Installing {
  readonly oauth: OAuthSettings
  readonly store: InstallationStore
}

/**
 * Requests of Slack on a port of ours. Bolt checks the signature and refuses what is older than five minutes
 * (https://docs.slack.dev/authentication/verifying-requests-from-slack). With `installing` it also serves
 * /slack/install and /slack/oauth_redirect, whose state is signed and kept to the browser that began.
 */
export function httpConnection(
  settings: SlackSettings & { readonly signingSecret: string; readonly port: number },
  { logger }: { readonly logger: Logger },
  installing?: Installing,
): Connection & { readonly receiver: HTTPReceiver } {
  const receiver = new HTTPReceiver({
    signingSecret: settings.signingSecret,
    endpoints: '/slack/events',
    logger,
    ...(installing && installerOf(installing, settings)),
  })
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

const redirectPath = '/slack/oauth_redirect'

function installerOf({ oauth, store }: Installing, settings: SlackSettings) {
  const { clientId, clientSecret, stateSecret, redirectUrl } = oauth
  return {
    clientId,
    clientSecret,
    stateSecret,
    installationStore: store,
    scopes: [...neededScopes, ...optionalScopes],
    ...(redirectUrl !== undefined && { redirectUri: redirectUrl }),
    installerOptions: { redirectUriPath: redirectPath, clientOptions: clientOptions(settings) },
  }
}
