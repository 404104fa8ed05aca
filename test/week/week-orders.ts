import type { CheckpointName } from '#src/pipeline/checkpoint.ts'

/** What the bot of `week-bot.ts` is told on its command line, as JSON. */
export interface WeekOrders {
  readonly platform: 'slack' | 'discord'
  readonly apiUrl: string
  readonly mbox: string
  readonly storage: string
  readonly channels: readonly { readonly channel: string; readonly filter: string }[]
  /** How many times faster than in life the stand-in counts its rates, and we keep to them. */
  readonly speed: number
  /** It dies by SIGKILL when it is at this point for the `nth` time. */
  readonly killAt?: { readonly at: CheckpointName; readonly nth: number } | undefined
}
