import type { Event } from '#src/events/event.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import type { ChannelId, Cursor, SentRef } from '#src/ports.ts'
import type { Summary } from '#src/summary/summary.ts'
import type { Digests } from './digests.ts'
import type { MissedPost, Personal } from './personal.ts'
import type { Rules } from './rules.ts'
import type { PackedMail } from './packed-mail.ts'
import type {
  SavedSeries,
  Subscription,
  ConfiguredChannel,
  OutboxState,
  OutboxRow,
  Post,
  NewOutboxRow,
} from './saved.ts'

export type {
  SavedSeries,
  Subscription,
  ConfiguredChannel,
  OutboxState,
  OutboxRow,
  Post,
  NewOutboxRow,
} from './saved.ts'

/* What the rest of the program may ask of the database and tell it. One transaction per action. */

/** A mail on its way into the database. `raw` is undefined where it could not be fetched. */
export interface NewMail {
  readonly mail: ListMail
  readonly raw: Uint8Array | undefined
  /** Tags of the files touched, kept beside the mail for questions about it. */
  readonly archs: readonly string[]
  readonly subsystems: readonly string[]
  /** Mails that share a key can belong to one series (`clusterKeys`). */
  readonly clusterKeys: readonly string[]
}

/** Mails that can belong together, and what was made of them before. */
export interface Cluster {
  readonly id: number
  /** Grows with every mail; an announcement made from an older state is refused. */
  readonly version: number
  /** The list that brought its first mail. */
  readonly list: string
  /** Configured lists that brought each mail, by message id. */
  readonly listsOf: ReadonlyMap<string, readonly string[]>
  readonly mails: readonly ListMail[]
  /** When we got the newest part (patch, cover, pull) of it, by the clock given to `saveMails`. */
  readonly partSeenAt: number
  readonly series: readonly SavedSeries[]
}

/** The first start of a list, fixed from then on. Milliseconds. */
export interface ListStart {
  readonly startedAt: number
  /** Series whose newest part is older than this are never posted. */
  readonly announceFrom: number
  /** Mails older than this are not kept. */
  readonly backfillFrom: number
}

/** All that one look at a cluster changes, saved in one transaction. */
export interface Announcement {
  readonly cluster: Cluster
  /** Every series of the cluster as it is now; others of the cluster are removed. */
  readonly series: readonly SavedSeries[]
  readonly events: readonly Event[]
  readonly rows: readonly NewOutboxRow[]
  /** Rows that a muted channel does not get. */
  readonly missed?: readonly MissedPost[]
  /** New content for rows that exist: the root as it should be now. */
  readonly edits: readonly Pick<OutboxRow, 'deliveryId' | 'notice' | 'noticeHash'>[]
  /** Series, also of other clusters, that got a successor. */
  readonly superseded?: readonly { readonly key: string; readonly by: string }[]
  /** Series whose clusters should be looked at again, since their lineage may have changed. */
  readonly lookAlso?: readonly string[]
  /** Series that came in an outage: they get no post, and wait for `tellLate`. */
  readonly late?: readonly string[]
  /** Wall clock. */
  readonly at?: number
  /** Look again then, although no mail may come (a quiet time ends); undefined when nothing is left to wait for. */
  readonly lookAgainAt: number | undefined
}

/**
 * `patches`: patch mails; `series`: sendings; `reviews`: review trailers given in replies; `applied`: patches of series
 * that somebody said were applied, queued or pulled, by when that was said.
 */
export type Counting = 'patches' | 'series' | 'reviews' | 'applied'

export interface ContributorQuery {
  readonly list: string | undefined
  readonly since: number
  readonly until: number
  readonly arch: string | undefined
  readonly by: Counting
  readonly limit: number
}

export interface Contributor {
  readonly name: string
  readonly email: string
  readonly count: number
}

export type ActivityQuery = Pick<ContributorQuery, 'list' | 'since' | 'until' | 'arch'>

/** What went on from `at` to the next one, or the end: seven days, or fewer in the first week. */
export interface Activity {
  readonly at: number
  readonly mails: number
  readonly series: number
  /** Review trailers given in replies, as for contributors. */
  readonly reviews: number
}

/** What went on in a period, of mails and series of the very same archs. */
export interface ActivityByArch extends Omit<Activity, 'at'> {
  readonly archs: readonly string[]
}

/** How long a series waited for the first reply of somebody else than its author. */
export interface Answered {
  readonly archs: readonly string[]
  /** Undefined while nobody has answered. */
  readonly afterMs: number | undefined
}

export interface MailRecord {
  readonly mail: ListMail
  /** The configured list that brought it first. */
  readonly list: string
  /** All configured lists that brought it. */
  readonly lists: readonly string[]
  readonly source: string
  readonly archs: readonly string[]
  readonly subsystems: readonly string[]
}

export interface Counts {
  readonly mails: number
  readonly series: number
  readonly problems: number
  readonly lastReceivedAt: number | undefined
  readonly outbox: Readonly<Record<OutboxState, number>>
}

export interface Storage extends Personal, Rules, Digests {
  // mails in
  /** Fixes what the first start of a list decided; later calls give back the first answer. */
  startList(list: string, start: ListStart): Promise<ListStart>
  cursorOf(source: string): Promise<Cursor | undefined>
  /** The `at` of the source's last `saveMails`. */
  clockOf(source: string): Promise<number | undefined>
  /**
   * Mails and cursor in one transaction; a known message id only adds its lists, unless it could not be fetched
   * before. Returns how many were new. `at`: now, by the clock of the source; the newest `receivedAt` where omitted.
   */
  saveMails(
    source: string,
    list: string,
    mails: readonly (NewMail | PackedMail)[],
    cursor: Cursor,
    at?: number,
  ): Promise<number>
  /** Those of the message ids that came in by this list already, as they came in; ones that could not be fetched are not. */
  mailsInList(list: string, messageIds: readonly string[]): Promise<ReadonlySet<string>>

  /**
   * One transaction around all that `work` asks and saves through the storage it is given. It keeps other writers
   * waiting, so it should be short, and must not use any other storage.
   */
  together<T>(work: (storage: Storage) => Promise<T>): Promise<T>

  // series and events
  /** Clusters (of one list) with new mail, or whose time to look again has come; oldest first. */
  clustersToLookAt(now: number, most: number, list?: string): Promise<readonly Cluster[]>
  /** When `clustersToLookAt` will next have something; undefined when nothing waits. */
  nextLookAt(list: string): Promise<number | undefined>
  /** No cluster of the list waits for longer than until `latest`, as some may do where the clock was set back. */
  boundLooks(list: string, latest: number): Promise<void>
  /**
   * Series in which a revision's predecessors or successors may be found, from other clusters too, the likeliest
   * first. `mails`: those of the revision where the caller has them, else they are read.
   */
  relatives(summary: Summary, mails?: readonly ListMail[]): Promise<readonly SavedSeries[]>
  /** False, and nothing changed, where the cluster got mail since it was read: look again. */
  announce(announcement: Announcement): Promise<boolean>
  eventsOfSeries(seriesKeys: readonly string[]): Promise<readonly Event[]>
  postsOfSeries(seriesKeys: readonly string[]): Promise<readonly Post[]>
  seriesByKey(key: string): Promise<SavedSeries | undefined>
  /** The series that a mail belongs to or answers. */
  seriesOfMail(messageId: string): Promise<SavedSeries | undefined>
  /** Newest first, title words matched. */
  searchSeries(words: string, most: number): Promise<readonly SavedSeries[]>
  seriesSince(list: string | undefined, since: number): AsyncIterable<SavedSeries>
  mailById(messageId: string): Promise<MailRecord | undefined>
  mailsByIds(messageIds: readonly string[]): Promise<readonly ListMail[]>

  // delivery
  rowsOfSeries(seriesKey: string): Promise<readonly OutboxRow[]>
  row(deliveryId: string): Promise<OutboxRow | undefined>
  /** After a start: rows that were being sent may have been accepted. Returns how many. */
  markInterruptedUncertain(): Promise<number>
  /**
   * The next row of each channel that may go now, roots before their replies. Marked `sending`, except uncertain
   * ones, which stay so until their fate is known. `busy` channels are left out.
   */
  claimDue(platform: string, now: number, busy?: ReadonlySet<ChannelId>): Promise<readonly OutboxRow[]>
  /** An uncertain row that surely is not there is about to be sent again. */
  markSending(deliveryId: string, now: number): Promise<void>
  /** Nothing of that channel, or of the whole platform where it is undefined, before `until`. */
  parkLane(platform: string, channel: ChannelId | undefined, until: number, reason: string): Promise<void>
  /** What was told to wait before the clock was set back waits from now on, and no longer than `mostMs`. */
  boundWaits(platform: string, now: number, mostMs: number): Promise<void>
  /** When the next row, or edit where `edits` are wanted, becomes due; undefined when nothing waits. */
  nextDueAt(platform: string, edits?: boolean): Promise<number | undefined>
  markSent(deliveryId: string, sent: SentRef, noticeHash: string): Promise<void>
  retryAt(deliveryId: string, at: number, reason: string): Promise<void>
  /** `asked`: how often in a row nobody could tell whether it is there. */
  markUncertain(deliveryId: string, nextTryAt: number, reason: string, asked: number): Promise<void>
  giveUp(deliveryId: string, reason: string): Promise<void>
  /**
   * A root whose post is gone is to be posted again. Once in its life: false, and nothing changed, where it was already,
   * or where it is no sent root. `reply`: what is to be said under it then.
   */
  postAgain(deliveryId: string, reason: string, now: number, reply?: NewOutboxRow): Promise<boolean>
  /** Sent posts whose content changed, settled for `quietMs`; one of each channel, `busy` channels left out. */
  editsDue(platform: string, now: number, quietMs: number, busy?: ReadonlySet<ChannelId>): Promise<readonly OutboxRow[]>
  markEdited(deliveryId: string, noticeHash: string): Promise<void>
  /** `tries`: how often it failed in a row, for the back-off. */
  retryEditAt(deliveryId: string, at: number, reason: string, tries: number): Promise<void>

  // subscriptions
  addSubscription(subscription: Omit<Subscription, 'id' | 'pausedBecause'>): Promise<Subscription>
  /**
   * Another list and filter for the one with that id; false where that channel has none, or the config file made it. It
   * counts as made then, so that a wider filter brings no series that were announced before.
   */
  changeSubscription(
    which: Pick<Subscription, 'platform' | 'channel' | 'id'>,
    to: Pick<Subscription, 'list' | 'filter' | 'createdAt'>,
  ): Promise<boolean>
  /** False where there is none with that id in that channel. */
  removeSubscription(platform: string, channel: ChannelId, id: string): Promise<boolean>
  /** The channels that the config names, as `createdBy: 'config'`: new ones are added, those gone are removed. */
  syncConfigured(wanted: readonly ConfiguredChannel[], now: number): Promise<void>
  subscriptions(of?: { readonly platform: string; readonly channel?: ChannelId }): Promise<readonly Subscription[]>

  // questions
  topContributors(query: ContributorQuery): Promise<readonly Contributor[]>
  /** When each address (lower case) first sent a patch or series, gave a review or had something applied. */
  firstContributions(emails: readonly string[], by: Counting): Promise<ReadonlyMap<string, number>>
  /** Week by week back from `until`, the oldest first and cut at `since`; also weeks in which nothing came. */
  activity(query: ActivityQuery): Promise<readonly Activity[]>
  activityByArch(query: ActivityQuery): Promise<readonly ActivityByArch[]>
  /** Of the series that began in a period, in no particular order. */
  responseTimes(query: ActivityQuery): Promise<readonly Answered[]>
  counts(): Promise<Counts>
  /** The newest `receivedAt`; undefined where there is no mail. */
  newestMailAt(): Promise<number | undefined>
  /** Distinct values that the list really has, for completion. */
  known(what: 'subsystem' | 'author', startsWith: string, most: number): Promise<readonly string[]>
  /**
   * Authors that may have all these words (`wordsOf`) in their names: first those where they stand as they are, then
   * those with letters beyond ASCII, which may have them under accents.
   */
  authorsLike(words: readonly string[], most: number): Promise<readonly string[]>

  close(): Promise<void>
}
