import { App, type webApi } from '@slack/bolt'
import type { Log } from '#src/runtime/log.ts'
import type { ChatPlatform, Host } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import { inFlight } from '#src/runtime/in-flight.ts'
import { deliveryClient, editNotice, findPost, postNotice } from '#adapters/slack/delivery.ts'
import { deliveryError } from '#adapters/slack/errors.ts'
import { httpConnection } from '#adapters/slack/http-mode.ts'
import { libraryLog } from '#adapters/slack/library-log.ts'
import { onlyOnce } from '#adapters/slack/only-once.ts'
import { listen } from '#adapters/slack/requests.ts'
import { slackLimits } from '#adapters/slack/room.ts'
import type { SlackSettings } from '#adapters/slack/settings.ts'
import { socketConnection, type Connection } from '#adapters/slack/socket-mode.ts'

/** One Slack workspace: posts over the Web API, commands over Socket Mode or HTTP. */
export function slackPlatform(settings: SlackSettings, { log, clock }: { log: Log; clock: Clock }): ChatPlatform {
  const logger = libraryLog(log)
  const client = deliveryClient(settings, logger)
  const work = inFlight()
  const readHistory = settings.readHistory ?? true
  let workspaceUrl = 'https://slack.com/'
  let connection: (Connection & { receiver: Receiver }) | undefined

  const platform: ChatPlatform = {
    name: 'slack',
    limits: slackLimits,
    async start(host) {
      const self = await whoAmI(client)
      workspaceUrl = self.url ?? workspaceUrl
      const granted = self.response_metadata?.scopes
      warnOfMissingScopes(granted, readHistory, log)
      // Asked without a scope, Slack would refuse; the core then does what is set for platforms that cannot be asked.
      if (granted && !granted.some((scope) => historyScopes.includes(scope))) delete platform.findSent
      connection = connect(settings, { log, clock, logger })
      listenWith(connection.receiver, host, self)
      await connection.open()
    },
    send: (to, notice, deliveryId, thread) =>
      work.track(postNotice(client, { to, notice, deliveryId, thread }, workspaceUrl)),
    edit: (sent, notice, deliveryId) => work.track(editNotice(client, sent, notice, deliveryId)),
    ...(readHistory && {
      findSent: (to, deliveryId, since, thread) =>
        work.track(findPost(client, { to, deliveryId, since, thread }, workspaceUrl)),
    }),
    async stop() {
      await work.settled()
      await connection?.close()
    },
  }
  return platform

  function listenWith(receiver: Receiver, host: Host, self: webApi.AuthTestResponse): void {
    const app = new App({
      token: settings.botToken,
      receiver,
      // Given, so that Bolt does not ask by itself: a refusal there would be an unhandled rejection.
      botId: self.bot_id ?? '-',
      botUserId: self.user_id ?? '-',
      clientOptions: { slackApiUrl: settings.apiUrl },
      convoStore: false,
      logger,
    })
    const isFirst = onlyOnce()
    app.use(async ({ body, next }) => {
      if ('event_id' in body && typeof body.event_id === 'string' && !isFirst(body.event_id)) return
      await next()
    })
    app.error((error) => {
      log.error({ error: error.message }, 'a request from Slack could not be handled')
      return Promise.resolve()
    })
    listen(app, host, { log, work })
  }
}

type Receiver = NonNullable<ConstructorParameters<typeof App>[0]>['receiver'] & object

function connect(
  settings: SlackSettings,
  tools: { log: Log; clock: Clock; logger: ReturnType<typeof libraryLog> },
): Connection & { receiver: Receiver } {
  const { appToken, signingSecret, port } = settings
  if (appToken !== undefined) return socketConnection({ ...settings, appToken }, tools)
  if (signingSecret !== undefined && port !== undefined) return httpConnection({ signingSecret, port }, tools)
  throw new Error('Slack needs appToken for Socket Mode, or signingSecret and port for HTTP')
}

async function whoAmI(client: webApi.WebClient): Promise<webApi.AuthTestResponse> {
  try {
    return await client.auth.test()
  } catch (error) {
    throw deliveryError(error, 'installation')
  }
}

const historyScopes: readonly string[] = ['channels:history', 'groups:history']

function warnOfMissingScopes(granted: readonly string[] | undefined, readHistory: boolean, log: Log): void {
  const needed = ['chat:write', 'commands', ...(readHistory ? historyScopes : [])]
  const missing = granted === undefined ? [] : needed.filter((scope) => !granted.includes(scope))
  if (missing.length > 0) log.warn({ missing }, 'the Slack app lacks scopes: add them and install it again')
}
