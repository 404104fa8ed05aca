import type { Event } from '#src/events/event.ts'
import type { Notice } from '#src/notice/notice.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import type { SentRef } from '#src/ports.ts'
import type { Summary } from '#src/summary/summary.ts'

/* What the database holds as JSON was written by this program: reading it back trusts that, and makes the few repairs. */

export function mailFromJson(json: string): ListMail {
  const read: ListMail = JSON.parse(json)
  return read
}

/** JSON has no `undefined` in arrays: places of parts that have not arrived come back as null. */
export function summaryFromJson(json: string): Summary {
  const summary: Summary = JSON.parse(json)
  const patches = summary.revision.patches.map((patch) => patch ?? undefined)
  return { ...summary, revision: { ...summary.revision, patches } }
}

export function eventFromJson(json: string): Event {
  const read: Event = JSON.parse(json)
  return read
}

export function sentFromJson(json: string): SentRef {
  const read: SentRef = JSON.parse(json)
  return read
}

export function noticeFromJson(json: string): Notice {
  const notice: Notice = JSON.parse(json)
  return notice
}

export function namesFromJson(json: string): readonly string[] {
  const names: readonly string[] = JSON.parse(json)
  return names
}
