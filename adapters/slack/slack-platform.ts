import { App } from '@slack/bolt'
import type { Log } from '#src/runtime/log.ts'
import type { ChatPlatform, Host } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import { inFlight } from '#src/runtime/in-flight.ts'
import { editNotice, postNotice } from '#adapters/slack/delivery.ts'
import { listenForDepartures } from '#adapters/slack/departures.ts'
import { findPost } from '#adapters/slack/find-post.ts'
import { innerId } from '#adapters/slack/ids.ts'
import { libraryLog } from '#adapters/slack/library-log.ts'
import { withoutRepeats } from '#adapters/slack/only-once.ts'
import { openOnly, reachOne, reachSeveral, type Reach } from '#adapters/slack/reach.ts'
import { listen } from '#adapters/slack/requests.ts'
import { slackLimits } from '#adapters/slack/room.ts'
import { mayReadHistory, warnOfMissingScopes } from '#adapters/slack/scopes.ts'
import type { SlackSettings } from '#adapters/slack/settings.ts'
import { newTalk } from '#adapters/slack/talk.ts'
import { clientOptions, type Workspace } from '#adapters/slack/workspace.ts'
import { onlyWorkspace, type Workspaces } from '#adapters/slack/workspaces.ts'

/** Slack: posts over the Web API, people over Socket Mode or HTTP; one workspace, or all that install the app. */
export function slackPlatform(settings: SlackSettings, { log, clock }: { log: Log; clock: Clock }): ChatPlatform {
  const tools = { log, clock, logger: libraryLog(log) }
  const work = inFlight()
  const readHistory = settings.readHistory ?? true
  let workspaces: Workspaces | undefined
  let reach: Reach | undefined

  const platform: ChatPlatform = {
    name: 'slack',
    limits: slackLimits,
    async start(host) {
      reach = settings.oauth ? reachSeveral(settings.oauth, settings, host, tools) : await reachTheOne()
      workspaces = reach.workspaces
      listenOn(reach, host)
      await reach.connection.open()
    },
    send: (to, notice, deliveryId, thread) =>
      work.track(inWorkspace(to, (workspace) => postNotice(workspace, { to, notice, deliveryId, thread }))),
    edit: (sent, notice, deliveryId) =>
      work.track(inWorkspace(sent.channel, (workspace) => editNotice(workspace, sent, notice, deliveryId))),
    ...(readHistory && {
      findSent: (to, deliveryId, since, thread) =>
        work.track(inWorkspace(to, (workspace) => findPost(workspace, { to, deliveryId, since, thread }))),
    }),
    async stop() {
      await work.settled()
      await reach?.connection.close()
    },
  }
  return platform

  async function inWorkspace<T>(channel: string, act: (workspace: Workspace) => Promise<T>): Promise<T> {
    // Posting needs no connection for requests.
    workspaces ??= onlyWorkspace(await openOnly(settings, tools))
    return act(await workspaces.of(innerId(channel).team))
  }

  async function reachTheOne(): Promise<Reach> {
    const workspace = await openOnly(settings, tools)
    warnOfMissingScopes(workspace, readHistory, log)
    // Asked without a scope, Slack would refuse; the core then does what is set for platforms that cannot be asked.
    if (!mayReadHistory(workspace)) delete platform.findSent
    return reachOne(workspace, settings, tools)
  }

  function listenOn({ authority, connection, installations, workspaces: reached }: Reach, host: Host): void {
    const app = new App({
      ...authority,
      receiver: connection.receiver,
      clientOptions: clientOptions(settings),
      convoStore: false,
      logger: tools.logger,
    })
    app.use(withoutRepeats())
    app.error((error) => {
      log.error({ error: error.message }, 'a request from Slack could not be handled')
      return Promise.resolve()
    })
    if (installations) listenForDepartures(app, installations, reached, log)
    listen(app, newTalk({ host, workspaces: reached, log, work }))
  }
}
