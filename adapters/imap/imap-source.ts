import type { Connection } from '#adapters/imap/connection.ts'
import { connect } from '#adapters/imap/connection.ts'
import { usualBatch } from '#adapters/imap/catch-up.ts'
import { explainError } from '#adapters/imap/explain-error.ts'
import type { Follower } from '#adapters/imap/follower.ts'
import { follow } from '#adapters/imap/follow.ts'
import type { ImapState } from '#adapters/imap/imap-cursor.ts'
import { readImapState, writeImapState } from '#adapters/imap/imap-cursor.ts'
import type { ImapSettings, ImapTiming } from '#adapters/imap/imap-settings.ts'
import { usualTiming } from '#adapters/imap/imap-settings.ts'
import { reconnectPause } from '#adapters/imap/reconnect-pause.ts'
import { findPlace, statusOf } from '#adapters/imap/place.ts'
import { waitForNews } from '#adapters/imap/wait-for-news.ts'
import { largestMail } from '#src/mail/mbox.ts'
import type { Arrival, Cursor, KnownMails, ListSource, SourceHealth } from '#src/ports.ts'
import { SourceError } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import { wallClock } from '#src/runtime/clock.ts'

export interface ImapOptions {
  readonly clock?: Clock
  readonly log?: { warn(fields: object, message: string): void; info(fields: object, message: string): void }
  /** Between 0 and 1, for the pauses between connections. */
  readonly random?: () => number
}

/** Follows a mailbox. Everything that must outlast the process is in the cursor. */
export function imapSource(settings: ImapSettings, options: ImapOptions = {}): ListSource {
  const clock = options.clock ?? wallClock
  const timing: ImapTiming = { ...usualTiming, ...settings.timing }
  const breaks = new Map<number, number>()
  const pace = { batch: usualBatch, sizesUnknownTo: 0 }
  const largest = settings.largestMail ?? largestMail
  const pause = reconnectPause(options.random ?? Math.random)
  let health: SourceHealth = { state: 'connecting', lastOkAt: undefined, lag: undefined, gaps: [], problem: undefined }
  let present: { readonly follower: Follower; readonly since: number; isNew: boolean } | undefined
  /** What was learnt since the last cursor was handed out: a mail set aside at the end of a list, UIDs passed over. */
  let memory: { cursor: Cursor | undefined; state: ImapState } | undefined
  let workedBefore = false
  let mayIdle = true

  async function* poll(after: Cursor | undefined, signal: AbortSignal, known?: KnownMails): AsyncIterable<Arrival> {
    let arrivals = 0
    signal.addEventListener('abort', hangUp)
    try {
      const { follower, isNew } = await connected(signal)
      health = { ...health, state: 'reading' }
      const state = memory?.cursor === after && memory ? memory.state : readImapState(after, settings.mailbox)
      memory = { cursor: after, state }
      const steps = follow({ ...follower, known }, state, {
        isNewConnection: isNew,
        since: settings.since,
        onStatus: (lag) => {
          health = { ...health, lag, lastOkAt: clock.now() }
        },
      })
      for await (const step of steps) {
        if (signal.aborted) return
        memory = { cursor: memory.cursor, state: step.state }
        tellGaps(step.state)
        if (!step.mail) continue
        const cursor = writeImapState(step.state)
        memory = { cursor, state: step.state }
        arrivals++
        pause.reset()
        yield { ...step.mail, cursor }
      }
      if (present) present.isNew = false
      workedBefore = true
      pause.reset()
      health = { ...health, state: 'waiting', problem: undefined }
    } catch (error) {
      if (signal.aborted) return
      const failure = explain(error)
      drop()
      health = { ...health, state: 'down', problem: failure.message }
      options.log?.warn({ source: settings.name, problem: failure.message }, 'mailbox cannot be followed for now')
      // What came before the break is good: let it be saved, the next look connects anew.
      if (arrivals === 0 || !failure.retry) throw failure
    } finally {
      signal.removeEventListener('abort', hangUp)
    }
  }

  async function connected(signal: AbortSignal): Promise<{ follower: Follower; isNew: boolean }> {
    if (present && !present.follower.isLost() && clock.now() - present.since < timing.renew) return present
    drop()
    health = { ...health, state: 'connecting' }
    const connection = await connect(settings, timing, signal)
    const isLost = (): boolean => connection.gone.aborted || !connection.client.usable
    try {
      const place = await findPlace(connection, settings.mailbox)
      const follower: Follower = { connection, place, timing, clock, largest, known: undefined, breaks, pace, isLost }
      options.log?.info({ source: settings.name, host: settings.host }, 'connected to the mailbox')
      present = { follower, since: clock.now(), isNew: true }
      return present
    } catch (error) {
      connection.close()
      throw error
    }
  }

  function explain(error: unknown): SourceError {
    const connection = present?.follower.connection
    if (isIdleRefused(connection)) mayIdle = false
    // The pending command only hears that the connection is gone; why it went is in the error event.
    const cause = present?.follower.isLost() ? (connection?.lastError ?? error) : error
    const failure = explainError(cause, settings, workedBefore)
    if (!failure.retry || failure.retryAfterMs !== undefined) return failure
    return new SourceError(failure.message, { retry: true, retryAfterMs: pause.next(cause), cause })
  }

  function tellGaps(state: ImapState): void {
    const gaps = state.views[0]?.gaps ?? []
    health = {
      ...health,
      gaps: gaps.map(({ uid, since, reason }) => ({ what: `UID ${uid} of ${settings.mailbox}`, since, reason })),
    }
  }

  function hangUp(): void {
    present?.follower.connection.close()
  }

  function drop(): void {
    hangUp()
    present = undefined
  }

  /** How long to wait for the server to say something before looking anyway. */
  function longestWait({ place }: Follower, since: number): number {
    const polling = Math.min(settings.pollMs ?? 60_000, mayIdle ? Infinity : 60_000)
    const slices = place.kind === 'slices' ? timing.slice : Infinity
    const lag = (health.lag ?? 0) > 0 ? timing.lag : Infinity
    const due = (memory?.state.views[0]?.gaps ?? []).flatMap((gap) => (gap.next === undefined ? [] : gap.next))
    const gap = due.length === 0 ? Infinity : Math.max(0, Math.min(...due) - clock.now())
    return Math.min(polling, slices, lag, gap, Math.max(0, since + timing.renew - clock.now()))
  }

  return {
    name: settings.name,
    time: 'wall',
    poll,
    async estimate(after) {
      try {
        const { follower } = await connected(AbortSignal.timeout(timing.connect))
        const { validity, uidNext } = await statusOf(follower.connection, follower.place)
        const view = readImapState(after, settings.mailbox).views.find((each) => each.validity === validity)
        return Math.max(0, uidNext - 1 - (view?.uid ?? 0))
      } catch {
        return undefined // poll will say why
      }
    },
    async waitForNews(signal) {
      if (!present || present.follower.isLost()) return
      const { follower, since } = present
      await waitForNews(follower.connection, { forMs: longestWait(follower, since), mayIdle, clock }, signal)
      if (isIdleRefused(follower.connection)) mayIdle = false
    },
    async close() {
      await present?.follower.connection.client.logout().catch(() => undefined)
      drop()
    },
    health: () => health,
  }
}

/** The server took IDLE and never said "+", so nothing else could be asked either. */
function isIdleRefused(connection: Connection | undefined): boolean {
  const error = connection?.lastError
  return error !== undefined && 'command' in error && error.command === 'IDLE'
}
