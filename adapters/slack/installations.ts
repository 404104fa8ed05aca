import type { Installation, InstallationStore as BoltStore } from '@slack/bolt'
import { readJson } from '#src/lib/read-json.ts'
import type { InstallationStore } from '#src/ports.ts'

/** Where Bolt's installer keeps what Slack gave it for a workspace, as JSON under the workspace's id. */
export function boltStore(installations: InstallationStore, changed: (team: string) => void): BoltStore {
  return {
    async storeInstallation(installation) {
      const team = installation.team?.id
      // The manifest does not offer it, and ids of channels would not tell the workspace.
      if (installation.isEnterpriseInstall || team === undefined) {
        throw new Error('an installation for a whole organisation is not supported: install into one workspace')
      }
      await installations.put('slack', team, JSON.stringify(installation))
      changed(team)
    },
    async fetchInstallation({ teamId }) {
      const kept = teamId === undefined ? undefined : readKept(await installations.get('slack', teamId))
      if (kept === undefined) throw new Error(`the app is not installed in ${teamId}`)
      return kept
    },
    async deleteInstallation({ teamId }) {
      if (teamId === undefined) return
      await installations.remove('slack', teamId)
      changed(teamId)
    },
  }
}

/** The bot token of a workspace; undefined where the app is not installed there. */
export async function tokenOf(installations: InstallationStore, team: string): Promise<string | undefined> {
  return readKept(await installations.get('slack', team))?.bot?.token
}

/** As it was put; undefined where it holds no token to go by. */
function readKept(kept: string | undefined): Installation<'v2', false> | undefined {
  const installation: unknown = kept === undefined ? undefined : readJson(kept)
  return isInstallation(installation) ? installation : undefined
}

function isInstallation(kept: unknown): kept is Installation<'v2', false> {
  if (typeof kept !== 'object' || kept === null || !('bot' in kept)) return false
  const { bot } = kept
  return typeof bot === 'object' && bot !== null && 'token' in bot && typeof bot.token === 'string'
}
