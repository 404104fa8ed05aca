import type { InstallationStore } from '#src/ports.ts'
import { PermanentError, TemporaryError } from '#src/ports.ts'
import { tokenOf } from '#adapters/slack/installations.ts'
import type { SlackSettings } from '#adapters/slack/settings.ts'
import { openWorkspace, type Workspace, type WorkspaceTools } from '#adapters/slack/workspace.ts'

/** The workspaces that the app is installed in. */
export interface Workspaces {
  /** Rejects with one of the errors of the platform door. */
  of(team: string | undefined): Promise<Workspace>
  /** Its token is another one, or there is none any more. */
  forget(team: string): void
}

/** The one whose token stands in the config. */
export function onlyWorkspace(workspace: Workspace): Workspaces {
  return { of: () => Promise.resolve(workspace), forget: () => undefined }
}

/** Those that have installed the app, by their tokens in the database. */
export function installedWorkspaces(
  installations: InstallationStore,
  settings: SlackSettings,
  tools: WorkspaceTools,
): Workspaces {
  const open = new Map<string, Promise<Workspace>>()

  async function find(team: string): Promise<Workspace> {
    const token = await readToken(team)
    if (token === undefined) throw notInstalled(team)
    return openWorkspace({ token, team }, settings, tools)
  }

  /** A secret that cannot be opened, for one, stops no other workspace; trouble of the whole database shows by itself. */
  async function readToken(team: string): Promise<string | undefined> {
    try {
      return await tokenOf(installations, team)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new TemporaryError(`the token of ${team} cannot be read: ${why}`, { scope: 'channel', cause: error })
    }
  }

  return {
    of(team) {
      if (team === undefined) return Promise.reject(notInstalled('without a workspace'))
      const known = open.get(team)
      if (known) return known
      const opening = find(team)
      open.set(team, opening)
      opening.catch(() => open.delete(team))
      return opening
    },
    forget: (team) => void open.delete(team),
  }
}

/** Stops the lanes of that workspace's channels, and of no other. */
function notInstalled(team: string): PermanentError {
  return new PermanentError(`the app is not installed in ${team}`, { scope: 'channel', reason: 'app_uninstalled' })
}
