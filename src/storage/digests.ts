import type { WeeklyTime } from '#src/lib/weekly-time.ts'
import type { Channel, ChannelId } from '#src/ports.ts'
import type { MissedPost } from './personal.ts'
import type { NewOutboxRow, SavedSeries } from './saved.ts'

/* When channels get digests, what stands in them, and what an outage kept from being posted. A part of `Storage`. */

/** When a channel gets a digest of a list. */
export interface Schedule extends Channel {
  readonly list: string
  readonly weekly: WeeklyTime
  /** Normal form, '' takes everything; undefined: what the channel subscribes to at that time. */
  readonly filter: string | undefined
  readonly createdBy: string
  /** When it was made or changed: times before that are not made up. */
  readonly createdAt: number
  /** The end of the period that was settled last, and the beginning of the next one. */
  readonly coveredUntil: number
}

/** A mail as it came in; `bytes` is undefined where it could not be fetched. */
export interface RawMail {
  readonly messageId: string
  readonly receivedAt: number
  readonly bytes: Uint8Array | undefined
}

export interface Digests {
  /** All, or those of one channel. */
  schedules(of?: Channel): Promise<readonly Schedule[]>
  /** Replaces the channel's schedule of that list. */
  putSchedule(schedule: Schedule): Promise<void>
  /** Gives back what was there. */
  removeSchedules(platform: string, channel: ChannelId): Promise<readonly Schedule[]>
  /**
   * The period from `coveredUntil` to `until` is settled, with its post where there is one, all in one transaction.
   * False, and nothing changed, where another process settled it or the schedule was changed meanwhile.
   */
  settlePeriod(schedule: Schedule, until: number, row: NewOutboxRow | undefined, at: number): Promise<boolean>

  /** Series whose first part came in the period, oldest first. `until` is not part of a period, here and below. */
  seriesBegun(list: string, from: number, until: number): Promise<readonly SavedSeries[]>
  /** Those of them that nobody but their sender has answered. */
  seriesUnanswered(list: string, from: number, until: number): Promise<readonly SavedSeries[]>
  /** Series of which somebody said in the period that they were applied, queued or pulled. */
  seriesApplied(list: string, from: number, until: number): Promise<readonly SavedSeries[]>
  /** Series that were answered in the period, with how often; `fewest` times at least. */
  seriesAnswered(
    list: string,
    period: { readonly from: number; readonly until: number },
    fewest: number,
  ): Promise<readonly { readonly series: SavedSeries; readonly replies: number }[]>
  /** `receivedAt` of the oldest mail of all. */
  oldestMail(): Promise<number | undefined>
  /** Mails of a list in a period, in the order in which they came, with the bytes of each read when it is asked for. */
  rawMails(list: string, from: number, until: number): AsyncIterable<RawMail>

  /** Series of a list that came in an outage and got no post (`Announcement.late`), oldest first. */
  lateSeries(list: string): Promise<readonly SavedSeries[]>
  /**
   * They are told by `rows`, or held back from muted channels (`missed`), all in one transaction. False, and nothing
   * changed, where another process told one of them already.
   */
  tellLate(
    seriesKeys: readonly string[],
    telling: { readonly rows: readonly NewOutboxRow[]; readonly missed: readonly MissedPost[] },
    at: number,
  ): Promise<boolean>
}
