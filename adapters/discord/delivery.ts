import type { REST } from 'discord.js'
import type { ChannelId, ErrorScope } from '#src/ports.ts'
import type { Notice } from '#src/notice/notice.ts'
import { renderPlain } from '#adapters/discord/embeds.ts'
import { deliveryError, refusesContent } from '#adapters/discord/errors.ts'
import { renderPayload, type Payload } from '#adapters/discord/payload.ts'
import type { NeededPermission } from '#adapters/discord/permissions.ts'
import type { Places } from '#adapters/discord/places.ts'
import type { Threads } from '#adapters/discord/threads.ts'

/** What posts need to know: the client, which channels and threads there are, and who we are. */
export interface Delivery {
  readonly rest: REST
  readonly places: Places
  readonly threads: Threads
  /** What we lack there; undefined where it is not known. */
  missing(channel: ChannelId): readonly NeededPermission[] | undefined
  /** Our own user id. */
  self(): string
}

/** Says the notice in its best form, and where Discord refuses that, once in the plainest. */
export async function sayIt<T>(notice: Notice, marker: string, call: (payload: Payload) => Promise<T>): Promise<T> {
  try {
    return await call(await renderPayload(notice, marker))
  } catch (error) {
    if (!refusesContent(error)) throw error
    return call({ body: renderPlain(notice, marker), files: [] })
  }
}

/** A call whose failure is one of the three errors of delivery. `limited` is what a limit stops. */
export async function called<T>(
  delivery: Pick<Delivery, 'missing'>,
  channel: ChannelId,
  limited: ErrorScope,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw deliveryError(error, limited, delivery.missing(channel))
  }
}
