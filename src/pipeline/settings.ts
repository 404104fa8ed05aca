/** One followed list, as the pipeline needs to know it. Durations in milliseconds. */
export interface ListSettings {
  readonly name: string
  /** Links in posts begin with it: `https://lore.kernel.org/kvm/`. */
  readonly archive?: string | undefined
  /** What the first start still posts. */
  readonly announceSince: number | 'all'
  /** How far back the first start keeps mail. */
  readonly backfill: number | 'all'
}

/** Durations in milliseconds. */
export interface PipelineSettings {
  /** How long an incomplete series may wait for its parts. */
  readonly quietMs: number
  /** Sources that cannot tell of news are asked this often. */
  readonly pollMs: number
  /** After an outage, series older than this are kept but not posted, so that it never ends in a flood. */
  readonly catchUpMs: number
  /** An edit waits until its post has not changed for this long. */
  readonly editQuietMs: number
  /**
   * In mail time: mails that arrive within this are taken as one step, and every step is announced before the next,
   * as a bot that had been running then would have done.
   */
  readonly stepMs: number
  /** Deliver every step before the next is read, so that a replay shows posts as they would have grown. */
  readonly stepwiseDelivery: boolean
  /** Larger mails are kept by their headers alone. Bytes. */
  readonly largestMail: number
  readonly delivery: DeliverySettings
}

export interface DeliverySettings {
  /** Where a platform cannot be asked what it has: send again (may double; a root once only), or give up (may lose). */
  readonly whenUncertain: 'resend' | 'hold'
  /** How long an uncertain root rests before it is sent again unasked; replies go at once. */
  readonly uncertainRestMs: number
  /** A channel that refuses us is tried again this often. */
  readonly recheckMs: number
  /** A row that keeps failing by itself is given up after so many tries. */
  readonly mostTries: number
}

const second = 1000
const hour = 3600 * second

export const usualSettings: PipelineSettings = {
  quietMs: 90 * second,
  pollMs: 60 * second,
  catchUpMs: 24 * hour,
  editQuietMs: 4 * second,
  stepMs: 15 * second,
  stepwiseDelivery: false,
  largestMail: 30 * 1024 * 1024,
  delivery: { whenUncertain: 'resend', uncertainRestMs: 60 * second, recheckMs: hour, mostTries: 12 },
}

/** An archive as its week went by: every step is shown before the next, and no edit waits for a further one. */
export const replaySettings: PipelineSettings = { ...usualSettings, stepwiseDelivery: true, editQuietMs: 0 }
