import type { Notice } from '#src/notice/notice.ts'
import type { ChannelId, SentRef } from '#src/ports.ts'
import type { Summary } from '#src/summary/summary.ts'

/* Series, subscriptions and posts as they are kept. */

/** A series as announced or waiting to be. */
export interface SavedSeries {
  /** Stays for life: the revision's id when it was first saved. Posts hang on it. */
  readonly key: string
  readonly summary: Summary
  /** When its root was announced; undefined while it waits to be complete or quiet. */
  readonly announcedAt: number | undefined
  /** Newest `receivedAt` of its parts and replies. */
  readonly touchedAt: number
  /** Key of the series that replaced this one. */
  readonly supersededBy?: string | undefined
}

export interface Subscription {
  /** Short and typeable. */
  readonly id: string
  readonly platform: string
  readonly channel: ChannelId
  readonly list: string
  /** Normal form, see `formatFilter`; '' takes everything. */
  readonly filter: string
  readonly createdBy: string
  /** The person's id on the platform, to be told when it stops working; none for those of the config file. */
  readonly createdById?: string | undefined
  readonly createdAt: number
  /** Why nothing is posted at the moment, e.g. `not_in_channel`. */
  readonly pausedBecause: string | undefined
}

/** A subscription that stands in the config file. */
export type ConfiguredChannel = Pick<Subscription, 'platform' | 'channel' | 'list' | 'filter'>

export type OutboxState = 'pending' | 'sending' | 'sent' | 'retry' | 'uncertain' | 'dead'

/** One post in one channel: what it should say (`notice`), and how far that got. */
export interface OutboxRow {
  /** Unique by content: a hash of event, part and channel. */
  readonly deliveryId: string
  readonly platform: string
  readonly channel: ChannelId
  /** The root this one replies to; undefined for a root. A reply waits for its root. */
  readonly rootId: string | undefined
  readonly eventId: string
  readonly seriesKey: string | undefined
  /** Order within the channel. */
  readonly seq: number
  readonly notice: Notice
  readonly noticeHash: string
  readonly state: OutboxState
  /** Attempts to send it; once it is sent, edits that failed in a row come on top. */
  readonly tries: number
  /** Questions in a row whether an uncertain one is there, since it was last sent, that got no answer. */
  readonly asked: number
  readonly attemptAt: number | undefined
  readonly nextTryAt: number
  readonly reason: string | undefined
  readonly sent: SentRef | undefined
  /** Hash of what the platform shows, or was last sent; an edit is due while it differs from `noticeHash`. */
  readonly sentHash: string | undefined
  /** It is, or will be, the second post of a root whose first one was deleted. */
  readonly isAgain: boolean
}

/** What `announce` needs to know of a post that exists. */
export type Post = Pick<
  OutboxRow,
  'deliveryId' | 'platform' | 'channel' | 'rootId' | 'eventId' | 'seriesKey' | 'noticeHash' | 'state' | 'sent'
>

export type NewOutboxRow = Pick<
  OutboxRow,
  'deliveryId' | 'platform' | 'channel' | 'rootId' | 'eventId' | 'seriesKey' | 'notice' | 'noticeHash'
>
