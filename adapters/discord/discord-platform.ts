import type { ChatPlatform } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import { inFlight } from '#src/runtime/in-flight.ts'
import type { Log } from '#src/runtime/log.ts'
import type { Delivery } from '#adapters/discord/delivery.ts'
import { editNotice } from '#adapters/discord/edit.ts'
import { findPost } from '#adapters/discord/find-post.ts'
import { listen } from '#adapters/discord/interactions.ts'
import { oldEdits } from '#adapters/discord/old-edits.ts'
import { missingPermissions } from '#adapters/discord/permissions.ts'
import { placesOf } from '#adapters/discord/places.ts'
import { postNotice } from '#adapters/discord/post.ts'
import { register } from '#adapters/discord/register.ts'
import { deliveryRest, gateOf } from '#adapters/discord/rest.ts'
import { discordLimits } from '#adapters/discord/room.ts'
import type { DiscordSettings } from '#adapters/discord/settings.ts'
import { gatewayClient, signIn, startError, watch } from '#adapters/discord/sign-in.ts'
import { archiveMinutes, threadsOf } from '#adapters/discord/threads.ts'

/** One Discord bot: posts over REST, commands over the gateway. */
export function discordPlatform(settings: DiscordSettings, { log, clock }: { log: Log; clock: Clock }): ChatPlatform {
  const rest = deliveryRest(settings)
  const gate = gateOf(rest, { log, clock })
  const work = inFlight()
  const client = gatewayClient(settings)
  const edits = oldEdits(() => clock.now())
  let stopping = false
  watch(client, log, () => stopping)

  const delivery: Delivery = {
    rest,
    places: placesOf(client, rest),
    threads: threadsOf(rest, archiveMinutes[settings.archiveThreadsAfter ?? '3d']),
    missing: (channel) => missingPermissions(client, channel),
    self: () => client.user?.id ?? '',
  }

  function call<T>(what: () => Promise<T>): Promise<T> {
    return gate.pass(() => work.track(what()))
  }

  return {
    name: 'discord',
    limits: discordLimits,
    async start(host) {
      try {
        await signIn(client, rest, settings, clock)
        const changed = await register(client, settings.guild, host)
        log.info({ shards: client.ws.shards.size, changed }, 'connected to Discord')
      } catch (error) {
        await client.destroy()
        throw startError(error)
      }
      listen(client, host, { log, work })
    },
    send: (to, notice, deliveryId, thread) => call(() => postNotice(delivery, { to, notice, deliveryId, thread })),
    edit: (sent, notice, deliveryId) => call(() => editNotice(delivery, edits, { sent, notice, deliveryId })),
    findSent: (to, deliveryId, since, thread) => call(() => findPost(delivery, { to, deliveryId, since, thread })),
    async stop() {
      await work.settled()
      stopping = true
      await client.destroy()
      rest.clearHashSweeper()
      rest.clearHandlerSweeper()
    },
  }
}
