import type { Generated, Kysely } from 'kysely'
import type { MailColumns } from './packed-mail.ts'
import type { OutboxState } from './storage.ts'

/*
 * The rows as both databases hold them. Instants are milliseconds, lists of words are ' a b ' (so that LIKE '% a %'
 * finds one), and what is only read back whole is JSON text.
 */

export type Db = Kysely<Tables>

export interface Tables {
  readonly lists: ListTable
  readonly cursors: CursorTable
  readonly mails: MailTable
  readonly raw_mails: RawTable
  readonly clusters: ClusterTable
  readonly cluster_keys: { key: string; cluster_id: number }
  readonly series: SeriesTable
  readonly series_mails: { message_id: string; series_key: string }
  readonly series_tokens: { token: string; series_key: string }
  readonly events: EventTable
  readonly outbox: OutboxTable
  readonly lanes: { platform: string; channel: string; parked_until: number; reason: string }
  readonly subscriptions: SubscriptionTable
  readonly follows: FollowTable
  readonly mutes: MuteTable
  readonly missed_posts: MissedTable
  /** `quiet`: why they get no direct messages. */
  readonly people: { platform: string; user_id: string; quiet: string | null }
  readonly people_mails: PersonMailTable
  readonly channel_settings: { platform: string; channel: string; name: string; value: string }
  readonly changes: ChangeTable
  readonly counters: { name: string; value: number }
  readonly installations: { platform: string; id: string; sealed: string }
  readonly schedules: ScheduleTable
  readonly late_series: { series_key: string; list: string }
  readonly known_values: { what: string; value: string; folded: string; uses: number }
}

interface ListTable {
  name: string
  started_at: number
  announce_from: number
  backfill_from: number
}

interface CursorTable {
  source: string
  list: string
  cursor: string
  at: number
}

export interface MailTable extends MailColumns {
  /** Given by us, growing, so that a cluster can be named after its first mail. */
  id: number
  source: string
  lists: string
  cluster_id: number
  seen_at: number
  archs: string
  /** JSON, since names of subsystems hold blanks. */
  subsystems: string
  /** Where the mail is as it came in: a row of `raw_mails`, from byte to byte; null for the row of its own id, whole. */
  raw_id: number | null
  raw_from: number | null
  raw_to: number | null
}

/** Mails end to end, packed. Named after the first mail of it, or by its negative id a mail whose text came late. */
interface RawTable {
  mail_id: number
  zstd: Uint8Array
}

export interface ClusterTable {
  id: number
  list: string
  version: number
  size: number
  look_at: number | null
}

export interface SeriesTable {
  key: string
  cluster_id: number
  list: string
  title_folded: string
  author_name: string
  author_email: string
  archs: string
  first_at: number
  touched_at: number
  announced_at: number | null
  superseded_by: string | null
  /** When somebody said that it was applied, and of how many patches; null and 0 where nobody did. */
  applied_at: number | null
  applied_patches: number
  /** When somebody else than its author first answered. */
  answered_at: number | null
  /** The `Summary` as JSON. */
  summary: string
}

interface EventTable {
  id: string
  series_key: string
  data: string
}

export interface OutboxTable {
  seq: Generated<number>
  delivery_id: string
  platform: string
  channel: string
  root_id: string | null
  event_id: string
  series_key: string | null
  notice: string
  notice_hash: string
  /** When the notice was last changed: edits wait until it has settled. */
  changed_at: number
  state: OutboxState
  tries: number
  attempt_at: number | null
  next_try_at: number
  reason: string | null
  sent: string | null
  sent_hash: string | null
  /** The id within `sent`, to be found by. */
  sent_id: string | null
  /** 1 where it is the second post of a root whose first one was deleted. */
  posted_again: Generated<number>
  /** Questions in a row whether it is there, since it was last sent, that got no answer. */
  asked: Generated<number>
}

interface FollowTable {
  platform: string
  user_id: string
  what: 'series' | 'person'
  target: string
  label: string
  created_at: number
}

interface MuteTable {
  platform: string
  channel: string
  /** '' for the whole channel. */
  series_key: string
  since: number
  until: number | null
  by_name: string
}

interface MissedTable {
  delivery_id: string
  platform: string
  channel: string
  series_key: string
  part: string
  told: number
}

interface PersonMailTable {
  platform: string
  user_id: string
  email_key: string
  email: string
  name: string
  confirmed: number
  created_at: number
}

interface ChangeTable {
  id: Generated<number>
  at: number
  platform: string
  channel: string
  user_id: string
  user_name: string
  command: string
  before_it: string | null
  after_it: string | null
}

interface SubscriptionTable {
  id: string
  platform: string
  channel: string
  list: string
  filter: string
  created_by: string
  created_by_id: string | null
  created_at: number
  paused_because: string | null
}

export interface ScheduleTable {
  platform: string
  channel: string
  list: string
  time: string
  zone: string
  /** From 0 (Sunday), joined by commas. */
  days: string
  filter: string | null
  created_by: string
  created_at: number
  covered_until: number
}
