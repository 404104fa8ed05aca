import { Buffer } from 'node:buffer'
import { readDate } from '#src/mail/date.ts'

/** Nobody's headers are longer; the search ends there. */
const mostHeaderBytes = 64 * 1024

/**
 * When the mail came, by its own newest (topmost) Received header, else by its Date header (RFC 5322 3.6.7).
 * Milliseconds since the epoch; undefined where neither holds a date.
 */
export function receivedAtOf(bytes: Uint8Array): number | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, mostHeaderBytes)).toString('latin1')
  const end = head.search(/\r?\n\r?\n/)
  const fields = (end < 0 ? head : head.slice(0, end)).split(/\r?\n(?![ \t])/)
  let claimed: number | undefined
  for (const field of fields) {
    const colon = field.indexOf(':')
    const name = field.slice(0, colon).trimEnd().toLowerCase()
    if (name === 'received') {
      const at = readDate(unfolded(field.slice(field.lastIndexOf(';') + 1)))
      if (at !== undefined) return at
    }
    if (name === 'date') claimed ??= readDate(unfolded(field.slice(colon + 1)))
  }
  return claimed
}

function unfolded(text: string): string {
  return text.slice(0, 200).replaceAll(/\s+/g, ' ')
}
