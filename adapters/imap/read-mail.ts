import { fetchHeaders, fetchMails, listMails } from '#adapters/imap/fetch-mails.ts'
import type { FetchedMail } from '#adapters/imap/fetch-mails.ts'
import type { Follower, Mail } from '#adapters/imap/follower.ts'
import type { Gap } from '#adapters/imap/imap-cursor.ts'
import type { Listed } from '#adapters/imap/uid-batches.ts'
import { receivedAtOf, receivedBefore } from '#src/mail/received-at.ts'

/** What became of a mail that the server listed. `gone`: it was removed meanwhile. */
export type Outcome =
  | { readonly kind: 'read'; readonly mail: Mail }
  | { readonly kind: 'set-aside'; readonly gap: Gap; readonly mail?: Mail }
  | { readonly kind: 'gone' }

/** So often may the connection break over one mail before the mail is blamed. */
const mostBreaks = 3

export function asMail(fetched: FetchedMail, now: number): Mail {
  return { receivedAt: arrivalOf(fetched, now), bytes: fetched.bytes }
}

function arrivalOf({ receivedAt, bytes }: FetchedMail, now: number): number {
  return receivedAt === undefined ? (receivedAtOf(bytes) ?? now) : receivedBefore(receivedAt, bytes)
}

/**
 * Reads one mail by itself, whatever its trouble. Rejects only where the connection broke and the mail cannot be blamed
 * for it yet.
 */
export async function readMail(follower: Follower, listed: Listed): Promise<Outcome> {
  const { connection, largest, clock } = follower
  const set = String(listed.uid)
  const size = listed.size ?? (await sizeOf(follower, listed.uid))
  if (typeof size === 'object') return size
  if (size > largest) return headersOnly(follower, listed.uid, size)
  const { rows, failure } = await fetchMails(connection, set)
  const [mail] = rows
  if (mail) return { kind: 'read', mail: asMail(mail, clock.now()) }
  return withoutContent(follower, listed.uid, failure)
}

async function sizeOf(follower: Follower, uid: number): Promise<number | Outcome> {
  const { rows, failure } = await listMails(follower.connection, String(uid), { size: true })
  return rows[0]?.size ?? withoutContent(follower, uid, failure)
}

async function headersOnly(follower: Follower, uid: number, size: number): Promise<Outcome> {
  const { connection, largest, clock } = follower
  const { rows, failure } = await fetchHeaders(connection, uid)
  const [mail] = rows
  if (!mail) return withoutContent(follower, uid, failure)
  const problem = `the mail has ${size} bytes, more than the ${largest} that are read: only its headers were fetched`
  const receivedAt = arrivalOf(mail, clock.now())
  const gap: Gap = { uid, since: clock.now(), reason: problem, tries: 0, size }
  return { kind: 'set-aside', gap, mail: { receivedAt, problem, headers: mail.bytes } }
}

async function withoutContent(follower: Follower, uid: number, failure: unknown): Promise<Outcome> {
  const { connection, breaks, clock, timing } = follower
  const gap = { uid, since: clock.now(), tries: 1, next: clock.now() + timing.gapFirst }
  if (follower.isLost()) {
    const times = (breaks.get(uid) ?? 0) + 1
    breaks.set(uid, times)
    if (times < mostBreaks) throw failure
    breaks.delete(uid)
    return { kind: 'set-aside', gap: { ...gap, reason: `the connection broke ${times} times over it` } }
  }
  const again = await listMails(connection, String(uid))
  if (again.failure === undefined && again.rows.length === 0) return { kind: 'gone' }
  if (follower.isLost()) throw again.failure
  const said = failure instanceof Error ? failure.message : 'it gave no content'
  return { kind: 'set-aside', gap: { ...gap, reason: `the server has the mail and does not hand it out: ${said}` } }
}
