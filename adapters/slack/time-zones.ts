import { newestKept } from '#src/lib/newest-kept.ts'
import { mayUse, type Workspace } from '#adapters/slack/workspace.ts'

/** A person's IANA time zone as they have set it in Slack; undefined where Slack does not tell. Never rejects. */
export type ZoneOf = (workspace: Workspace, user: string) => Promise<string | undefined>

const rememberedMs = 3_600_000
const most = 5000

/** Asks users.info (users:read, which is optional) once an hour for each person. */
export function timeZones(): ZoneOf {
  const known = newestKept<string, { readonly zone: string | undefined; readonly at: number }>(most)
  return async (workspace, user) => {
    if (!mayUse(workspace, 'users:read')) return undefined
    const key = `${workspace.team ?? ''}/${user}`
    const now = workspace.clock.now()
    const before = known.get(key)
    if (before && now - before.at < rememberedMs) return before.zone
    try {
      const zone = (await workspace.client.users.info({ user })).user?.tz
      known.set(key, { zone, at: now })
      return zone
    } catch (error) {
      workspace.log.warn({ error: String(error) }, 'a time zone could not be asked for')
      return before?.zone
    }
  }
}
