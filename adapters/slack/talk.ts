import type { Host } from '#src/ports.ts'
import type { InFlight } from '#src/runtime/in-flight.ts'
import type { Log } from '#src/runtime/log.ts'
import { askerOf, type Asker } from '#adapters/slack/asker.ts'
import type { Place } from '#adapters/slack/place.ts'
import { timeZones } from '#adapters/slack/time-zones.ts'
import type { Workspace } from '#adapters/slack/workspace.ts'
import type { Workspaces } from '#adapters/slack/workspaces.ts'

/** What everything that listens to people needs. */
export interface Talk {
  readonly host: Host
  readonly workspaces: Workspaces
  readonly log: Log
  readonly work: InFlight
  /** The workspace that a request came from, and the person as the host wants them. */
  asker(team: string | undefined, place: Place): Promise<{ readonly workspace: Workspace; readonly asker: Asker }>
}

export function newTalk(parts: Omit<Talk, 'asker'>): Talk {
  const zoneOf = timeZones()
  return {
    ...parts,
    async asker(team, place) {
      const workspace = await parts.workspaces.of(team)
      return { workspace, asker: await askerOf(workspace, place, zoneOf) }
    },
  }
}
