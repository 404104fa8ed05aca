import { catchUp } from '#adapters/imap/catch-up.ts'
import type { Follower, Mail } from '#adapters/imap/follower.ts'
import type { ImapState, View } from '#adapters/imap/imap-cursor.ts'
import { withView } from '#adapters/imap/imap-cursor.ts'
import { reconcile, retryGaps } from '#adapters/imap/look-back.ts'
import type { PlaceStatus } from '#adapters/imap/place.ts'
import { mailboxAfter, mailboxGone, openMailbox, statusOf } from '#adapters/imap/place.ts'
import { rightView } from '#adapters/imap/right-view.ts'

export interface FollowOptions {
  /** Then the view is checked, and mails below those read are looked for. */
  readonly isNewConnection: boolean
  /** For a first start. */
  readonly since: number | undefined
  /** Told after each answer to STATUS: how many mails the server counts that we do not have. */
  readonly onStatus: (lag: number) => void
}

/** What is known after a step, and the mail that it brought. */
export interface Followed {
  readonly state: ImapState
  readonly mail?: Mail
}

/**
 * One look at a mailbox, to its present end: new mails, then those that were passed over or set aside. Ends with the
 * mailbox open that the next mail will come to.
 */
export async function* follow(follower: Follower, before: ImapState, options: FollowOptions): AsyncIterable<Followed> {
  const { connection, place } = follower
  connection.hasNews = false
  let status = await statusOf(connection, place)
  let state: ImapState = before.views.length === 0 ? { ...before, since: options.since } : before
  let view = await rightView(follower, state, status, options.isNewConnection)
  state = withView(state, view)
  options.onStatus(status.uidNext - 1 - view.uid)

  yield* steps(catchUpAll(follower, view, status))
  // Mails came while we read, or a slice is full and there is a next one, which no event would ever tell.
  for (;;) {
    connection.hasNews = false
    const later = await statusOf(connection, place)
    options.onStatus(later.uidNext - 1 - view.uid)
    if (later.uidNext <= status.uidNext) break
    status = later
    yield* steps(catchUpAll(follower, view, status))
  }
  if (options.isNewConnection) yield* steps(reconcile(follower, view))
  yield* steps(retryGaps(follower, view))
  if (follower.isLost()) return
  if (!(await openForNext(follower, status))) throw await mailboxGone(connection, mailboxAfter(place, 0).path)
  yield { state }

  async function* steps(source: AsyncIterable<{ view: View; mail?: Mail }>): AsyncIterable<Followed> {
    for await (const step of source) {
      view = step.view
      state = withView(state, view)
      yield step.mail ? { state, mail: step.mail } : { state }
    }
  }
}

async function* catchUpAll(
  follower: Follower,
  view: View,
  status: PlaceStatus,
): AsyncIterable<{ view: View; mail?: Mail }> {
  const { connection, place } = follower
  let now = view
  for (let after = view.uid; ;) {
    const { path, bounds } = mailboxAfter(place, after)
    if (!(await openMailbox(connection, path))) {
      if (bounds.first > now.uid + 1 || now.uid > 0) return // the next slice is not there yet
      throw await mailboxGone(connection, path)
    }
    for await (const step of catchUp(follower, now, bounds, status.uidNext)) {
      now = step.view
      yield step
    }
    if (place.kind === 'mailbox' || bounds.last >= status.uidNext - 1) return
    after = bounds.last
  }
}

/** Of a sliced place the newest slice that there is. */
async function openForNext(follower: Follower, status: PlaceStatus): Promise<boolean> {
  const { connection, place } = follower
  for (let uid = status.uidNext - 1; ; uid -= 50_000) {
    const { path, bounds } = mailboxAfter(place, Math.max(0, uid))
    if (await openMailbox(connection, path)) return true
    if (place.kind === 'mailbox' || bounds.first === 1 || uid < 0) return false
  }
}
