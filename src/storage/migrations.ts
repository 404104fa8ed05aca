/** What a database calls the same thing. */
export interface ColumnNames {
  readonly blob: string
  /** An integer primary key that counts up by itself and never repeats. */
  readonly counter: string
  /** The `id` within the JSON of the column `sent`. */
  readonly idInSent: string
  /** Keeps a table inside its primary key's index, where the database can. */
  readonly clustered: string
}

export interface Migration {
  readonly name: string
  readonly statements: (names: ColumnNames) => readonly string[]
}

/** Append only: a migration that has run anywhere is never changed. They run in this order at every start. */
export const migrations: readonly Migration[] = [
  { name: '001 mails, series, outbox', statements: firstTables },
  { name: '002 who did what, counted fast', statements: countedFast },
  { name: '003 weeks counted fast', statements: weeksCountedFast },
  { name: '004 people, mutes, who to tell', statements: peopleTables },
  { name: '005 settings, changes, installations', statements: rulesTables },
  { name: '006 digests', statements: digestTables },
  { name: '007 first answers', statements: firstAnswers },
  { name: '008 raw mails in blocks', statements: rawBlocks },
  { name: '009 numbers that never come again', statements: counters },
  { name: '010 roots that were posted again', statements: postedAgain },
  { name: '011 states of posts, counted fast', statements: statesCountedFast },
  { name: '012 indexes that cost more than they gave', statements: withoutDearIndexes },
  { name: '013 questions without an answer', statements: askedInVain },
]

function firstTables({ blob, counter, clustered }: ColumnNames): readonly string[] {
  return [
    `create table lists (
      name text primary key, started_at bigint not null, announce_from bigint not null, backfill_from bigint not null)`,
    `create table cursors (source text primary key, list text not null, cursor text not null, at bigint not null)`,

    `create table mails (
      id bigint primary key, message_id text not null unique, source text not null, lists text not null,
      kind text not null, cluster_id bigint not null, received_at bigint not null, seen_at bigint not null,
      author_name text not null, author_email text not null, from_name text not null, from_email text not null,
      archs text not null, subsystems text not null, reviews_given integer not null,
      has_problem integer not null, has_raw integer not null, facts text not null)`,
    `create index mails_cluster on mails (cluster_id)`,
    `create index mails_received on mails (received_at)`,
    `create index mails_problem on mails (id) where has_problem = 1`,
    `create table raw_mails (mail_id bigint primary key, zstd ${blob} not null)`,

    `create table clusters (
      id bigint primary key, list text not null, version integer not null, size integer not null, look_at bigint)`,
    `create index clusters_waiting on clusters (list, look_at) where look_at is not null`,
    `create table cluster_keys (key text primary key, cluster_id bigint not null)${clustered}`,
    `create index cluster_keys_cluster on cluster_keys (cluster_id)`,

    `create table series (
      key text primary key, cluster_id bigint not null, list text not null, title_folded text not null,
      author_name text not null, author_email text not null, archs text not null,
      first_at bigint not null, touched_at bigint not null,
      announced_at bigint, superseded_by text, summary text not null)`,
    `create index series_cluster on series (cluster_id)`,
    `create index series_first on series (first_at)`,
    `create table series_mails (
      message_id text not null, series_key text not null, primary key (message_id, series_key))${clustered}`,
    `create index series_mails_series on series_mails (series_key)`,
    `create table series_tokens (
      token text not null, series_key text not null, primary key (token, series_key))${clustered}`,
    `create index series_tokens_series on series_tokens (series_key)`,
    `create table events (id text primary key, series_key text not null, data text not null)`,
    `create index events_series on events (series_key)`,

    `create table outbox (
      seq ${counter}, delivery_id text not null unique, platform text not null, channel text not null,
      root_id text, event_id text not null, series_key text, notice text not null, notice_hash text not null,
      changed_at bigint not null, state text not null, tries integer not null, attempt_at bigint,
      next_try_at bigint not null, reason text, sent text, sent_hash text)`,
    `create index outbox_open on outbox (platform, channel, seq)
      where state in ('pending', 'sending', 'retry', 'uncertain')`,
    `create index outbox_edits on outbox (platform, changed_at) where state = 'sent' and sent_hash <> notice_hash`,
    `create index outbox_series on outbox (series_key)`,
    `create index outbox_root on outbox (root_id)`,
    `create index outbox_event on outbox (event_id)`,
    `create table lanes (
      platform text not null, channel text not null, parked_until bigint not null, reason text not null,
      primary key (platform, channel))`,

    `create table subscriptions (
      id text primary key, platform text not null, channel text not null, list text not null, filter text not null,
      created_by text not null, created_at bigint not null, paused_because text)`,
    `create table known_values (
      what text not null, value text not null, folded text not null, uses integer not null,
      primary key (what, value))${clustered}`,
    `create index known_values_folded on known_values (what, folded)`,
  ]
}

/** Questions over months of mail read these indexes alone: a row of `mails` takes kilobytes. */
function countedFast(): readonly string[] {
  return [
    `create index mails_patches on mails (received_at, author_email, author_name, archs, lists) where kind = 'patch'`,
    `create index mails_first_patch on mails (author_email, received_at) where kind = 'patch'`,
    `create index mails_reviews on mails (received_at, from_email, from_name, reviews_given, lists, message_id)
      where reviews_given > 0`,
    `create index mails_first_review on mails (from_email, received_at) where reviews_given > 0`,
    `alter table series add column applied_at bigint`,
    `alter table series add column applied_patches integer not null default 0`,
    `create index series_counted on series (first_at, author_email, author_name, archs, list)`,
    `create index series_by_author on series (author_email, first_at)`,
    `create index series_applied on series (applied_at, author_email, author_name, applied_patches, archs, list)
      where applied_at is not null`,
  ]
}

function weeksCountedFast(): readonly string[] {
  return [`create index mails_weeks on mails (received_at, archs, lists, reviews_given)`]
}

function peopleTables({ clustered, idInSent }: ColumnNames): readonly string[] {
  return [
    `create table follows (
      platform text not null, user_id text not null, what text not null, target text not null, label text not null,
      created_at bigint not null, primary key (platform, user_id, what, target))${clustered}`,
    `create index follows_target on follows (what, target)`,
    `create index series_superseded_by on series (superseded_by)`,
    `create table mutes (
      platform text not null, channel text not null, series_key text not null, since bigint not null, until bigint,
      by_name text not null, primary key (platform, channel, series_key))${clustered}`,
    `create table missed_posts (
      delivery_id text primary key, platform text not null, channel text not null, series_key text not null,
      part text not null, told integer not null)`,
    `create index missed_posts_series on missed_posts (series_key)`,
    `create index missed_posts_untold on missed_posts (platform, channel) where told = 0`,
    `create table people (
      platform text not null, user_id text not null, quiet text, primary key (platform, user_id))${clustered}`,
    `create table people_mails (
      platform text not null, user_id text not null, email_key text not null, email text not null, name text not null,
      confirmed integer not null, created_at bigint not null, primary key (platform, user_id, email_key))${clustered}`,
    `create index people_mails_key on people_mails (email_key)`,
    `alter table outbox add column sent_id text`,
    `update outbox set sent_id = ${idInSent} where sent is not null`,
    `create index outbox_sent on outbox (platform, sent_id) where sent_id is not null`,
    `alter table subscriptions add column created_by_id text`,
  ]
}

function rulesTables({ clustered, counter }: ColumnNames): readonly string[] {
  return [
    `create table channel_settings (
      platform text not null, channel text not null, name text not null, value text not null,
      primary key (platform, channel, name))${clustered}`,
    `create table changes (
      id ${counter}, at bigint not null, platform text not null, channel text not null, user_id text not null,
      user_name text not null, command text not null, before_it text, after_it text)`,
    `create index changes_channel on changes (platform, channel, id)`,
    `create table installations (
      platform text not null, id text not null, sealed text not null, primary key (platform, id))${clustered}`,
  ]
}

/** `late_series`: came in an outage, and are to be told together. */
function digestTables({ clustered }: ColumnNames): readonly string[] {
  return [
    `create table schedules (
      platform text not null, channel text not null, list text not null, time text not null, zone text not null,
      days text not null, filter text, created_by text not null, created_at bigint not null,
      covered_until bigint not null, primary key (platform, channel, list))${clustered}`,
    `create table late_series (series_key text primary key, list text not null)${clustered}`,
    `create index late_series_list on late_series (list)`,
    `create index mails_replies on mails (received_at, lists, message_id) where kind = 'reply'`,
  ]
}

/** When somebody else than the author first answered: else a question about a year reads all its replies. */
function firstAnswers(): readonly string[] {
  return [
    `alter table series add column answered_at bigint`,
    `update series set answered_at = (
      select min(mails.received_at) from series_mails join mails on mails.message_id = series_mails.message_id
      where series_mails.series_key = series.key and mails.kind = 'reply' and mails.from_email <> series.author_email)`,
    `create index series_answered on series (first_at, list, archs, answered_at)`,
    // Whose archs a reply is about: a row of `series` takes kilobytes too.
    `create index series_archs on series (key, archs)`,
  ]
}

function rawBlocks(): readonly string[] {
  return ['raw_id bigint', 'raw_from integer', 'raw_to integer'].map(
    (column) => `alter table mails add column ${column}`,
  )
}

function counters(): readonly string[] {
  return [
    `create table counters (name text primary key, value bigint not null)`,
    `insert into counters (name, value)
      select 'subscription', coalesce(max(cast(id as bigint)), 0) from subscriptions where id not like 'c%'`,
  ]
}

function postedAgain(): readonly string[] {
  return [`alter table outbox add column posted_again integer not null default 0`]
}

/** Asked by every scrape of the metrics: a row of `outbox` takes kilobytes too. */
function statesCountedFast(): readonly string[] {
  return [
    `create index outbox_states on outbox (state)`,
    `create index outbox_dead on outbox (platform, channel, seq) where state = 'dead'`,
  ]
}

/**
 * Only the removal of a series read these, and it knows its mails and tokens; every mail that came in wrote into both, at
 * places that lie all over them.
 */
function withoutDearIndexes(): readonly string[] {
  return [`drop index series_mails_series`, `drop index series_tokens_series`]
}

/** A post that surely is not there keeps all its tries, however often nobody could tell. */
function askedInVain(): readonly string[] {
  return [`alter table outbox add column asked integer not null default 0`]
}
