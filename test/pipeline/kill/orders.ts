import type { CheckpointName } from '#src/pipeline/checkpoint.ts'

/** Where a run ends: the n-th time that the bot comes by, or that the recorder accepts without answering. */
export interface KillPoint {
  readonly at: CheckpointName | 'recorder: send' | 'recorder: edit'
  readonly nth: number
}

export interface BotOrders {
  readonly storage: string
  readonly mbox: string
  readonly port: number
  readonly channels: readonly { readonly channel: string; readonly filter: string }[]
  readonly canFindSent: boolean
  readonly stepwise: boolean
  readonly killAt: KillPoint | undefined
}
