import { listMails } from '#adapters/imap/fetch-mails.ts'
import type { Follower } from '#adapters/imap/follower.ts'
import type { ImapState, View } from '#adapters/imap/imap-cursor.ts'
import { emptyView } from '#adapters/imap/imap-cursor.ts'
import type { PlaceStatus } from '#adapters/imap/place.ts'
import { mailboxAfter, openMailbox } from '#adapters/imap/place.ts'
import { uidsPerSlice } from '#adapters/imap/uid-batches.ts'

/**
 * The view that fits what the server says, to go on from. Where it renumbered its mails there is none: then all that the
 * first start wanted are read again, except those that the caller knows. A UIDVALIDITY that stayed is no proof (a running
 * public-inbox-imapd goes on announcing the old one after a re-index), so the newest known mails are looked at too, once
 * a connection.
 */
export async function rightView(
  follower: Follower,
  state: ImapState,
  status: PlaceStatus,
  isNewConnection: boolean,
): Promise<View> {
  const view = state.views.find(({ validity }) => validity === status.validity)
  if (view && status.uidNext > view.uid && !(isNewConnection && (await isRenumbered(follower, view)))) return view
  const anew = await viewSince(follower, status, state.since)
  return state.views.length > 0 ? { ...anew, knownTo: status.uidNext - 1 } : anew
}

async function isRenumbered(follower: Follower, view: View): Promise<boolean> {
  const { connection, place } = follower
  let seen = 0
  for (const anchor of view.anchors.toReversed()) {
    const { path } = mailboxAfter(place, anchor.uid - 1)
    if (!(await openMailbox(connection, path))) continue
    const { rows, failure } = await listMails(connection, String(anchor.uid), { messageId: true })
    if (failure !== undefined && follower.isLost()) throw failure
    const row = rows.find(({ uid }) => uid === anchor.uid)
    if (row?.messageId === undefined) continue
    if (row.messageId === anchor.id) return false
    seen++
  }
  return seen > 0
}

/** The view before the oldest mail that came since; before all mails where all are wanted, or the server cannot tell. */
async function viewSince(follower: Follower, status: PlaceStatus, since: number | undefined): Promise<View> {
  if (since === undefined) return emptyView(status.validity)
  const { connection, place } = follower
  const day = 86_400_000 // SEARCH knows days only, in the server's zone
  let first = status.uidNext
  for (let uid = status.uidNext - 1; uid > 0; uid -= uidsPerSlice) {
    const { path, bounds } = mailboxAfter(place, uid - 1)
    if (!(await openMailbox(connection, path))) break
    const found = await connection.during(() =>
      connection.client.search({ since: new Date(since - day) }, { uid: true }),
    )
    if (!found) return emptyView(status.validity)
    if (found.length === 0) {
      // What is counted and not shown yet was not searched either.
      if (first === status.uidNext) first = await afterNewestShown(follower, Math.max(bounds.first, uid - 2000), uid)
      break
    }
    first = Math.min(first, ...found.slice(0, 1))
    if (first > bounds.first || place.kind === 'mailbox') break
  }
  return emptyView(status.validity, first - 1)
}

async function afterNewestShown(follower: Follower, from: number, to: number): Promise<number> {
  const { rows, failure } = await listMails(follower.connection, `${from}:${to}`)
  if (failure !== undefined) throw failure
  return rows.reduce((newest, { uid }) => Math.max(newest, uid), from - 1) + 1
}
