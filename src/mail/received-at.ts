import { Buffer } from 'node:buffer'
import { readDate } from '#src/mail/date.ts'

/** Nobody's headers are longer; the search ends there. */
const mostHeaderBytes = 64 * 1024

const day = 24 * 3_600_000

/**
 * When the mail came, by its own newest (topmost) Received header, else by its Date header (RFC 5322 3.6.7).
 * Milliseconds since the epoch; undefined where neither holds a date.
 */
export function receivedAtOf(bytes: Uint8Array): number | undefined {
  const { received, sent } = datesIn(bytes)
  return received ?? sent
}

/**
 * When the mail came, where the mailbox has a date for it (INTERNALDATE). A mail that was copied there later came when
 * its own newest Received header says, unless that lies before it was sent: then its server's clock was wrong.
 */
export function receivedBefore(stamped: number, bytes: Uint8Array): number {
  const { received, sent } = datesIn(bytes)
  if (received === undefined || (sent !== undefined && received < sent - day)) return stamped
  return Math.min(stamped, received)
}

interface Dates {
  readonly received: number | undefined
  /** The sender's claim. */
  readonly sent: number | undefined
}

function datesIn(bytes: Uint8Array): Dates {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, mostHeaderBytes)).toString('latin1')
  const end = head.search(/\r?\n\r?\n/)
  const fields = (end < 0 ? head : head.slice(0, end)).split(/\r?\n(?![ \t])/)
  let received: number | undefined
  let sent: number | undefined
  for (const field of fields) {
    const colon = field.indexOf(':')
    const name = field.slice(0, colon).trimEnd().toLowerCase()
    if (name === 'received') received ??= readDate(unfolded(field.slice(field.lastIndexOf(';') + 1)))
    if (name === 'date') sent ??= readDate(unfolded(field.slice(colon + 1)))
  }
  return { received, sent }
}

function unfolded(text: string): string {
  return text.slice(0, 200).replaceAll(/\s+/g, ' ')
}
