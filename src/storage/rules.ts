import type { Channel } from '#src/ports.ts'

/* What was set for a channel, who changed what, and what is kept sealed. A part of `Storage`. */

/** A setting of a channel that somebody made there. */
export interface ChannelSetting extends Channel {
  readonly name: string
  readonly value: string
}

/** One line of the history: who changed what, when and where. */
export interface Change extends Channel {
  readonly at: number
  readonly userId: string
  readonly userName: string
  /** The command's name. */
  readonly command: string
  /** Normal forms; undefined where there was nothing before, or is nothing after. */
  readonly before: string | undefined
  readonly after: string | undefined
}

/** A post that was given up, and why. */
export interface DeadPost {
  readonly deliveryId: string
  readonly reason: string
}

export interface Rules {
  /** All, or those of one channel, by name. */
  channelSettings(of?: Channel): Promise<readonly ChannelSetting[]>
  /** `value` undefined: back to what the config says. */
  setSetting(channel: Channel, name: string, value: string | undefined): Promise<void>

  addChange(change: Change): Promise<void>
  /** Newest first. */
  changesOf(channel: Channel, most: number): Promise<readonly Change[]>

  /** Newest first. */
  deadPosts(channel: Channel, most: number): Promise<readonly DeadPost[]>
  /**
   * Posts of the channel that were given up, or the one with that id, are due again, with the root or the replies that
   * were given up together with it. Returns how many.
   */
  reviveDead(channel: Channel, deliveryId: string | undefined, now: number): Promise<number>

  /** Secrets of installations, sealed (see `openInstallations`): what is stored is never the secret itself. */
  sealedOf(platform: string, id: string): Promise<string | undefined>
  saveSealed(platform: string, id: string, sealed: string): Promise<void>
  removeSealed(platform: string, id: string): Promise<void>
}
