import type { Connection } from '#adapters/imap/connection.ts'
import type { View } from '#adapters/imap/imap-cursor.ts'
import type { ImapTiming } from '#adapters/imap/imap-settings.ts'
import type { Place } from '#adapters/imap/place.ts'
import type { KnownMails } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'

/** An arrival before the cursor is written. */
export type Mail = { readonly receivedAt: number } & (
  { readonly bytes: Uint8Array } | { readonly problem: string; readonly headers?: Uint8Array }
)

/** One step of following a mailbox: what is known after it, and the mail that it brought, if it brought one. */
export interface Step {
  readonly view: View
  readonly mail?: Mail
}

/** What all parts of the follower work with, for the life of one connection. */
export interface Follower {
  readonly connection: Connection
  readonly place: Place
  readonly timing: ImapTiming
  readonly clock: Clock
  readonly largest: number
  readonly known: KnownMails | undefined
  /** Outlives the connection: how often it broke over a mail that was read by itself. */
  readonly breaks: Map<number, number>
  /** Outlives the connection: commands get smaller where they fail. */
  readonly pace: Pace
  isLost(): boolean
}

interface Pace {
  /** Mails in one command. */
  batch: number
  /** Up to this UID sizes are not listed beforehand, since listing them failed. */
  sizesUnknownTo: number
}
