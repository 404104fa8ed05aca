import type { Checkpoint } from '#src/pipeline/checkpoint.ts'
import type { DeliverySettings } from '#src/pipeline/settings.ts'
import type { ChatPlatform } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { Log } from '#src/runtime/log.ts'
import type { Storage } from '#src/storage/storage.ts'

/** What sending to one platform needs. */
export interface LaneParts {
  readonly platform: ChatPlatform
  readonly storage: Storage
  readonly clock: Clock
  readonly log: Log
  readonly settings: DeliverySettings & { readonly editQuietMs: number }
  readonly checkpoint: Checkpoint
  /** 0 to 1, for jitter. */
  readonly random: () => number
}
