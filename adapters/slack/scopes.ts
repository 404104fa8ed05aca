import type { Log } from '#src/runtime/log.ts'
import type { Workspace } from '#adapters/slack/workspace.ts'

/** What the app asks for in config/slack-manifest.yaml. */
export const neededScopes: readonly string[] = ['chat:write', 'commands', 'app_mentions:read', 'im:write']
export const optionalScopes: readonly string[] = [
  'channels:history',
  'groups:history',
  'im:history',
  'channels:read',
  'groups:read',
  'users:read',
  'files:write',
]

const historyScopes: readonly string[] = ['channels:history', 'groups:history']

/** Whether an uncertain post can be looked for at all. */
export function mayReadHistory({ scopes }: Workspace): boolean {
  return scopes === undefined || historyScopes.some((scope) => scopes.has(scope))
}

export function warnOfMissingScopes({ scopes }: Workspace, readHistory: boolean, log: Log): void {
  const needed = [...neededScopes, ...(readHistory ? historyScopes : [])]
  const missing = scopes === undefined ? [] : needed.filter((scope) => !scopes.has(scope))
  if (missing.length > 0) log.warn({ missing }, 'the Slack app lacks scopes: add them and install it again')
}
