import type { Channel, ChannelId, SentRef } from '#src/ports.ts'
import type { NewOutboxRow, SavedSeries, Subscription } from './saved.ts'

/* Who follows what, what is quiet where, and who has which mail addresses. A part of `Storage`. */

/** A person on a platform, as the platform names them. */
export interface Who {
  readonly platform: string
  readonly userId: string
}

export interface Follow {
  readonly what: 'series' | 'person'
  /** The key of a series, or one of `personKeys`. */
  readonly target: string
  /** What people call it: a title, a name, an address. */
  readonly label: string
}

/** Somebody to tell by direct message, once, with the strongest of the reasons. */
export interface Listener extends Who {
  readonly because: 'author' | 'series' | 'person'
  /** What they follow, or their address that wrote the series. */
  readonly target: string
  readonly label: string
  /** Keys (`emailKey`) of their own addresses. */
  readonly own: readonly string[]
}

export interface Mute extends Channel {
  /** Undefined: the whole channel. */
  readonly seriesKey: string | undefined
  readonly since: number
  /** Undefined: until somebody ends it. */
  readonly until: number | undefined
  readonly by: string
}

/** A post that was not posted because its channel was muted. */
export interface MissedPost extends Channel {
  readonly deliveryId: string
  readonly seriesKey: string
  /** `root`, `list 0`, `review`, `state`, `superseded`. */
  readonly part: string
}

export interface LinkedEmail {
  readonly email: string
  /** False while an administrator has to agree. */
  readonly confirmed: boolean
}

/** A person as the bot knows them. */
export interface KnownPerson {
  readonly emails: readonly LinkedEmail[]
  /** Why they get no direct messages: `asked`, or the reason of the platform; undefined where they do. */
  readonly quietBecause: string | undefined
}

export interface Personal {
  /** False where they follow it, or an earlier revision of it, already. */
  follow(who: Who, follow: Follow, at: number): Promise<boolean>
  /** Ends following it and its earlier revisions. False where they did not. */
  unfollow(who: Who, follow: Pick<Follow, 'what' | 'target'>): Promise<boolean>
  /** In the order in which they were begun. */
  followsOf(who: Who): Promise<readonly Follow[]>
  /**
   * Who follows one of the series or an earlier revision of one, follows one of the people, or has one of them as a
   * confirmed address; without those who want quiet.
   */
  listeners(of: {
    readonly seriesKeys: readonly string[]
    readonly people: readonly string[]
  }): Promise<readonly Listener[]>

  /** A second mute of the same thing replaces how long; it stays the same mute. */
  mute(mute: Mute): Promise<void>
  /** False where there was none. */
  unmute(channel: Channel, seriesKey: string | undefined): Promise<boolean>
  /** All, or those of one channel; also those of channels that are over and not told yet. */
  mutes(of?: Channel): Promise<readonly Mute[]>
  /** What was held back from the channel and not told yet. */
  missedIn(channel: Channel): Promise<readonly MissedPost[]>
  /** Delivery ids of posts of these series that were held back at any time. */
  missedOfSeries(seriesKeys: readonly string[]): Promise<ReadonlySet<string>>
  /** The channel's mute is over: what it held back is told by `rows`, all in one transaction. */
  endMute(mute: Mute, rows: readonly NewOutboxRow[], at: number): Promise<void>

  person(who: Who): Promise<KnownPerson>
  /** A link that is confirmed already stays so. */
  linkEmail(who: Who, linked: LinkedEmail & { readonly name: string }, at: number): Promise<void>
  /** False where it was not linked, also for `confirmEmail`. */
  unlinkEmail(who: Who, email: string): Promise<boolean>
  confirmEmail(who: Who, email: string): Promise<boolean>
  /** Links that wait for an administrator. */
  unconfirmed(
    platform: string,
  ): Promise<readonly { readonly userId: string; readonly name: string; readonly email: string }[]>
  setQuiet(who: Who, because: string | undefined): Promise<void>

  /** The series of a post (`SentRef.id`), be it the root or a reply. Of equal ids that of the channel asked about. */
  seriesOfPost(channel: Channel, sentId: string): Promise<SavedSeries | undefined>
  /** Ids (`SentRef.id`) of the platform's newest roots, the newest first. */
  sentRoots(platform: string): Promise<readonly string[]>
  /** Where the channel's newest post went. */
  lastSent(channel: Channel): Promise<SentRef | undefined>
  /** Posts that belong to no announcement. Known ids stay as they are. */
  addPosts(rows: readonly NewOutboxRow[], at: number): Promise<void>
  /** Pauses or resumes a channel; gives back the subscriptions for which that is news. */
  pauseChannel(platform: string, channel: ChannelId, because: string | undefined): Promise<readonly Subscription[]>
}
