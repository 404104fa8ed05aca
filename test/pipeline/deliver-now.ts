import { noCheckpoint } from '#src/pipeline/checkpoint.ts'
import { deliverAll, openLanes } from '#src/pipeline/deliver.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import type { ChatPlatform } from '#src/ports.ts'
import { createBell } from '#src/runtime/bell.ts'
import { wallClock, type Clock } from '#src/runtime/clock.ts'
import { createLog } from '#src/runtime/log.ts'
import type { Storage } from '#src/storage/storage.ts'

/** Delivers what is due, edits too, and what the platform asks to wait a little for. */
export async function deliverNow(platform: ChatPlatform, storage: Storage, clock: Clock = wallClock): Promise<void> {
  const { signal } = new AbortController()
  const bell = createBell()
  const settings = { ...usualSettings.delivery, editQuietMs: 0 }
  const parts = { platform, storage, clock, log: createLog('silent'), random: () => 0, settings }
  const lane = { ...parts, checkpoint: noCheckpoint }
  await deliverAll(openLanes(lane, bell, signal), lane, bell, signal)
}
