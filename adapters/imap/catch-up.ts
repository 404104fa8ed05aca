import { fetchMails, listMails, messageIdIn } from '#adapters/imap/fetch-mails.ts'
import type { FetchedMail } from '#adapters/imap/fetch-mails.ts'
import type { Follower, Step } from '#adapters/imap/follower.ts'
import type { View } from '#adapters/imap/imap-cursor.ts'
import { advanced, withGap } from '#adapters/imap/imap-cursor.ts'
import type { Outcome } from '#adapters/imap/read-mail.ts'
import { asMail, readMail } from '#adapters/imap/read-mail.ts'
import type { Listed, UidBounds } from '#adapters/imap/uid-batches.ts'
import { nextBatch, uidSet } from '#adapters/imap/uid-batches.ts'

const rangeWidth = 2000
const batchBytes = 8 * 1024 * 1024
export const usualBatch = 500

/**
 * Reads what the selected mailbox has after `view.uid` and below `uidNext`, in ranges of UIDs. The view moves on to the
 * highest UID that was listed, never to UIDNEXT: public-inbox counts mails before it shows them.
 */
export async function* catchUp(
  follower: Follower,
  view: View,
  bounds: UidBounds,
  uidNext: number,
): AsyncIterable<Step> {
  let now = view
  let position = Math.max(view.uid, bounds.first - 1)
  let width = rangeWidth
  while (position < Math.min(uidNext - 1, bounds.last)) {
    const to = Math.min(position + width, bounds.last)
    const listed = await listRange(follower, now, position + 1, to)
    for await (const step of takeIn(follower, now, listed)) {
      now = step.view
      yield step
    }
    // UIDs may be sparse: some servers use the time as UID.
    width = listed.length === 0 ? width * 2 : rangeWidth
    position = to
  }
}

async function listRange(follower: Follower, view: View, from: number, to: number): Promise<readonly Listed[]> {
  const { pace, known } = follower
  const size = from > pace.sizesUnknownTo
  const messageId = known !== undefined && view.knownTo !== undefined && from <= view.knownTo
  const { rows, failure } = await listMails(follower.connection, `${from}:${to}`, { size, messageId })
  if (failure !== undefined) {
    // A server that cannot read a mail may fail over its size already.
    if (size) pace.sizesUnknownTo = to
    throw failure
  }
  return rows.filter(({ uid }) => uid >= from && uid <= to)
}

async function* takeIn(follower: Follower, view: View, listed: readonly Listed[]): AsyncIterable<Step> {
  const known = await knownAmong(follower, listed)
  const wanted = listed.filter((mail) => !known.has(mail))
  const ready = new Map<number, FetchedMail>()
  let now = view
  let next = 0 // in wanted
  let fetchedTo = 0 // in wanted
  for (const mail of listed) {
    if (known.has(mail)) {
      now = advanced(now, mail.uid, mail.messageId)
      yield { view: now }
      continue
    }
    if (next === fetchedTo) fetchedTo = await fetchAhead(follower, wanted, next, ready)
    next++
    const step = await stepOver(follower, now, mail, ready)
    now = step.view
    yield step
  }
}

/** Fetches the next mails into `ready` with one command; a mail that is missing there is read by itself. */
async function fetchAhead(
  follower: Follower,
  wanted: readonly Listed[],
  from: number,
  ready: Map<number, FetchedMail>,
): Promise<number> {
  const { pace, largest, connection } = follower
  ready.clear()
  const batch = nextBatch(wanted, from, { most: pace.batch, bytes: batchBytes })
  const whole = batch.filter(({ size }) => size !== undefined && size <= largest)
  if (whole.length < 2) return from + batch.length // read one by one
  const { rows, failure } = await fetchMails(connection, uidSet(whole))
  for (const row of rows) ready.set(row.uid, row)
  pace.batch = failure === undefined ? Math.min(usualBatch, pace.batch * 2) : Math.max(1, Math.floor(pace.batch / 8))
  if (failure === undefined || !follower.isLost()) return from + batch.length
  // What came before the break is good; the rest is for the next connection.
  const missing = batch.findIndex(({ uid }) => !ready.has(uid))
  if (missing === 0) throw failure
  return missing < 0 ? from + batch.length : from + missing
}

async function stepOver(
  follower: Follower,
  view: View,
  listed: Listed,
  ready: ReadonlyMap<number, FetchedMail>,
): Promise<Step> {
  const fetched = ready.get(listed.uid)
  const outcome: Outcome = fetched
    ? { kind: 'read', mail: asMail(fetched, follower.clock.now()) }
    : await readMail(follower, listed)
  if (outcome.kind === 'gone') return { view: advanced(view, listed.uid, undefined) }
  const bytes = outcome.mail && ('bytes' in outcome.mail ? outcome.mail.bytes : outcome.mail.headers)
  const after = advanced(view, listed.uid, bytes && messageIdIn(bytes))
  const withTrouble = outcome.kind === 'set-aside' ? withGap(after, outcome.gap) : after
  return outcome.mail ? { view: withTrouble, mail: outcome.mail } : { view: withTrouble }
}

async function knownAmong(follower: Follower, listed: readonly Listed[]): Promise<ReadonlySet<Listed>> {
  const ids = listed.flatMap(({ messageId }) => messageId ?? [])
  if (ids.length === 0 || !follower.known) return new Set()
  const known = await follower.known(ids)
  return new Set(listed.filter(({ messageId }) => messageId !== undefined && known.has(messageId)))
}
