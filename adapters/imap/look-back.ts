import { usualBatch } from '#adapters/imap/catch-up.ts'
import { listMails } from '#adapters/imap/fetch-mails.ts'
import type { Follower, Step } from '#adapters/imap/follower.ts'
import type { Gap, View } from '#adapters/imap/imap-cursor.ts'
import { failedAgain, withGap, withoutGap, withoutHole } from '#adapters/imap/imap-cursor.ts'
import { mailboxAfter, openMailbox } from '#adapters/imap/place.ts'
import { readMail } from '#adapters/imap/read-mail.ts'

/** Mails whose UIDs were passed over because the server did not list them, and which it lists now. */
export async function* reconcile(follower: Follower, view: View): AsyncIterable<Step> {
  let now = view
  for (const [first, last] of view.holes) {
    for (let from = first; from <= last;) {
      const { path, bounds } = mailboxAfter(follower.place, from - 1)
      const to = Math.min(last, bounds.last)
      if (await openMailbox(follower.connection, path)) {
        const { rows, failure } = await listMails(follower.connection, `${from}:${to}`, { size: true })
        if (failure !== undefined) throw failure
        for (const row of rows.filter(({ uid }) => uid >= from && uid <= to)) {
          const outcome = await readMail(follower, row)
          now = withoutHole(now, row.uid)
          if (outcome.kind === 'set-aside') now = withGap(now, outcome.gap)
          yield outcome.kind === 'gone' || !outcome.mail ? { view: now } : { view: now, mail: outcome.mail }
        }
      }
      from = to + 1
    }
  }
}

const mostGapsAtOnce = 5

/** Mails that were set aside and are due for another try. A failure only costs this connection. */
export async function* retryGaps(follower: Follower, view: View): AsyncIterable<Step> {
  const { clock, timing, largest } = follower
  let now = view
  const due = view.gaps.filter((gap) => isDue(gap, clock.now(), largest))
  for (const gap of due.slice(0, mostGapsAtOnce)) {
    const { path } = mailboxAfter(follower.place, gap.uid - 1)
    if (!(await openMailbox(follower.connection, path))) return
    const again = (reason: string): Step => ({
      view: withGap(now, failedAgain(gap, reason, clock.now(), timing.gapFirst, timing.gapLongest)),
    })
    try {
      const outcome = await readMail(follower, { uid: gap.uid, size: undefined })
      if (outcome.kind === 'set-aside') {
        const step = again(outcome.gap.reason)
        now = step.view
        yield step
        continue
      }
      now = withoutGap(now, gap.uid)
      yield outcome.kind === 'read' ? { view: now, mail: outcome.mail } : { view: now }
    } catch (failure) {
      if (!follower.isLost()) throw failure
      follower.breaks.delete(gap.uid)
      yield again(gap.reason)
      return
    } finally {
      if (follower.isLost()) follower.pace.batch = usualBatch
    }
  }
}

function isDue(gap: Gap, now: number, largest: number): boolean {
  if (gap.size !== undefined) return gap.size <= largest
  return (gap.next ?? 0) <= now
}
