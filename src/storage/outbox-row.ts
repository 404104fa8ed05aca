import type { Selectable } from 'kysely'
import { noticeFromJson, sentFromJson } from './json.ts'
import type { OutboxRow, Post } from './storage.ts'
import type { OutboxTable } from './tables.ts'

export const postColumns = [
  'delivery_id',
  'platform',
  'channel',
  'root_id',
  'event_id',
  'series_key',
  'notice_hash',
  'state',
  'sent',
] as const

export function post(row: Pick<Selectable<OutboxTable>, (typeof postColumns)[number]>): Post {
  return {
    deliveryId: row.delivery_id,
    platform: row.platform,
    channel: row.channel,
    rootId: row.root_id ?? undefined,
    eventId: row.event_id,
    seriesKey: row.series_key ?? undefined,
    noticeHash: row.notice_hash,
    state: row.state,
    sent: row.sent === null ? undefined : sentFromJson(row.sent),
  }
}

export function outboxRow(row: Selectable<OutboxTable>): OutboxRow {
  return {
    ...post(row),
    seq: row.seq,
    notice: noticeFromJson(row.notice),
    tries: row.tries,
    asked: row.asked,
    attemptAt: row.attempt_at ?? undefined,
    nextTryAt: row.next_try_at,
    reason: row.reason ?? undefined,
    sentHash: row.sent_hash ?? undefined,
    isAgain: row.posted_again === 1,
  }
}
