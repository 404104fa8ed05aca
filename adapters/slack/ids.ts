import { userOfDirect, type ChannelId } from '#src/ports.ts'

/**
 * Channels and people as the core knows them. With one workspace these are Slack's own ids; with several they carry
 * their workspace, `T…/C…`, since the core asks for one word per channel.
 */
export function outerId(team: string | undefined, id: string): string {
  return team === undefined ? id : `${team}/${id}`
}

/** What Slack is asked about: `direct` where the id is that of a person who gets direct messages. */
export interface InnerId {
  readonly team: string | undefined
  readonly id: string
  readonly direct: boolean
}

export function innerId(channel: ChannelId): InnerId {
  const user = userOfDirect(channel)
  const [first = '', second] = (user ?? channel).split('/')
  const direct = user !== undefined
  return second === undefined ? { team: undefined, id: first, direct } : { team: first, id: second, direct }
}
