import { listMails } from '#adapters/imap/fetch-mails.ts'
import type { Follower } from '#adapters/imap/follower.ts'
import type { ImapState, View } from '#adapters/imap/imap-cursor.ts'
import { emptyView } from '#adapters/imap/imap-cursor.ts'
import type { PlaceStatus } from '#adapters/imap/place.ts'
import { mailboxAfter, openMailbox } from '#adapters/imap/place.ts'
import { uidsPerSlice } from '#adapters/imap/uid-batches.ts'

/**
 * The view that fits what the server says, to go on from. Where it renumbered its mails there is none: then all are
 * read again, except those that the caller knows. A UIDVALIDITY that stayed is no proof (a running public-inbox-imapd
 * goes on announcing the old one after a re-index), so the newest known mails are looked at too, once a connection.
 */
export async function rightView(
  follower: Follower,
  state: ImapState,
  status: PlaceStatus,
  isNewConnection: boolean,
): Promise<View> {
  const view = state.views.find(({ validity }) => validity === status.validity)
  const again: View = { ...emptyView(status.validity), knownTo: status.uidNext - 1 }
  if (!view) return state.views.length > 0 ? again : emptyView(status.validity)
  if (status.uidNext <= view.uid) return again
  if (isNewConnection && (await isRenumbered(follower, view))) return again
  return view
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

/** A first start that need not read everything: the view before the oldest mail that came since. */
export async function viewSince(follower: Follower, status: PlaceStatus, since: number): Promise<View> {
  const { connection, place } = follower
  const day = 86_400_000 // SEARCH knows days only, in the server's zone
  let first = status.uidNext
  for (let uid = status.uidNext - 1; uid > 0; uid -= uidsPerSlice) {
    const { path, bounds } = mailboxAfter(place, uid - 1)
    if (!(await openMailbox(connection, path))) break
    const found = await connection.during(() =>
      connection.client.search({ since: new Date(since - day) }, { uid: true }),
    )
    if (!found || found.length === 0) break
    first = Math.min(first, ...found.slice(0, 1))
    if (first > bounds.first || place.kind === 'mailbox') break
  }
  return emptyView(status.validity, first - 1)
}
