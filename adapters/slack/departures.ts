import type { App } from '@slack/bolt'
import type { InstallationStore } from '#src/ports.ts'
import type { Log } from '#src/runtime/log.ts'
import type { Workspaces } from '#adapters/slack/workspaces.ts'

/**
 * A workspace that has thrown the app out, or taken its token away, is forgotten: what goes to its channels is then
 * refused here as `app_uninstalled`, which pauses them, until it is installed again.
 * https://docs.slack.dev/reference/events/app_uninstalled, https://docs.slack.dev/reference/events/tokens_revoked
 */
export function listenForDepartures(
  app: App,
  installations: InstallationStore,
  workspaces: Workspaces,
  log: Log,
): void {
  app.event('app_uninstalled', async ({ body }) => leave(body.team_id))
  app.event('tokens_revoked', async ({ event, body }) => {
    if ((event.tokens.bot ?? []).length > 0) await leave(body.team_id)
  })

  async function leave(team: string): Promise<void> {
    await installations.remove('slack', team)
    workspaces.forget(team)
    log.warn({ team }, 'a workspace has removed the app')
  }
}
