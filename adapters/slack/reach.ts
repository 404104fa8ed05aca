import type { App } from '@slack/bolt'
import type { Host, InstallationStore } from '#src/ports.ts'
import { httpConnection } from '#adapters/slack/http-mode.ts'
import { boltStore } from '#adapters/slack/installations.ts'
import type { OAuthSettings, SlackSettings } from '#adapters/slack/settings.ts'
import { socketConnection, type Connection } from '#adapters/slack/socket-mode.ts'
import { openWorkspace, type Workspace, type WorkspaceTools } from '#adapters/slack/workspace.ts'
import { installedWorkspaces, onlyWorkspace, type Workspaces } from '#adapters/slack/workspaces.ts'

type Receiver = NonNullable<ConstructorParameters<typeof App>[0]>['receiver'] & object

/** How we and Slack find each other: where posts go, where requests come in, and by whose token. */
export interface Reach {
  readonly workspaces: Workspaces
  readonly connection: Connection & { readonly receiver: Receiver }
  /** What Bolt answers with; with several workspaces it asks the receiver's installer. */
  readonly authority: { readonly token?: string; readonly botId?: string; readonly botUserId?: string }
  /** Where workspaces come and go. */
  readonly installations?: InstallationStore
}

/** The workspace whose token stands in the config. Rejects where Slack does not know it. */
export async function openOnly(settings: SlackSettings, tools: WorkspaceTools): Promise<Workspace> {
  const { botToken: token } = settings
  if (token === undefined) throw new Error('Slack needs botToken for one workspace, or oauth for several')
  return openWorkspace({ token, team: undefined }, settings, tools)
}

export function reachOne(workspace: Workspace, settings: SlackSettings, tools: WorkspaceTools): Reach {
  const { bot, user } = workspace.self
  return {
    workspaces: onlyWorkspace(workspace),
    connection: connect(settings, tools),
    authority: { ...(settings.botToken !== undefined && { token: settings.botToken }), botId: bot, botUserId: user },
  }
}

/** All workspaces that install the app; their tokens are the host's to keep. */
export function reachSeveral(
  oauth: OAuthSettings,
  settings: SlackSettings,
  { installations }: Host,
  tools: WorkspaceTools,
): Reach {
  const { signingSecret, port } = settings
  if (signingSecret === undefined || port === undefined) {
    throw new Error('Slack needs signingSecret and port for oauth: installing comes over HTTP')
  }
  if (!installations)
    throw new Error('Slack needs secretKey in the config, which encrypts the tokens of its workspaces')
  const workspaces = installedWorkspaces(installations, settings, tools)
  const store = boltStore(installations, (team) => workspaces.forget(team))
  const connection = httpConnection({ ...settings, signingSecret, port }, tools, { oauth, store })
  return { workspaces, connection, authority: {}, installations }
}

function connect(settings: SlackSettings, tools: WorkspaceTools): Reach['connection'] {
  const { appToken, signingSecret, port } = settings
  if (appToken !== undefined) return socketConnection({ ...settings, appToken }, tools)
  if (signingSecret !== undefined && port !== undefined) {
    return httpConnection({ ...settings, signingSecret, port }, tools)
  }
  throw new Error('Slack needs appToken for Socket Mode, or signingSecret and port for HTTP')
}
