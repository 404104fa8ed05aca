import { directChannel, userOfDirect, type CommandRequest, type Person } from '#src/ports.ts'
import { innerId, outerId } from '#adapters/slack/ids.ts'
import type { Place } from '#adapters/slack/place.ts'
import { rightsOf } from '#adapters/slack/rights.ts'
import type { Workspace } from '#adapters/slack/workspace.ts'
import type { ZoneOf } from '#adapters/slack/time-zones.ts'

/** Everything of a request but what was asked. */
export type Asker = Omit<CommandRequest, 'input'>

export async function askerOf(workspace: Workspace, place: Place, zoneOf: ZoneOf): Promise<Asker> {
  const id = outerId(workspace.team, place.user.id)
  const timeZone = await zoneOf(workspace, place.user.id)
  const user: Person = { id, name: place.user.name ?? place.user.id, ...(timeZone !== undefined && { timeZone }) }
  const channel = place.channel === undefined ? directChannel(id) : outerId(workspace.team, place.channel)
  return {
    platform: 'slack',
    channel,
    user,
    ...(place.about !== undefined && { about: place.about }),
    rights: () => rightsOf(workspace, place),
  }
}

/** Where an asker's channel is in Slack; undefined where it is the conversation with them. */
export function channelOf({ channel }: Pick<Asker, 'channel'>): string | undefined {
  return userOfDirect(channel) === undefined ? innerId(channel).id : undefined
}
