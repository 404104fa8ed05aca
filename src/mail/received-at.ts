import { Buffer } from 'node:buffer'

/** Nobody's headers are longer; the search ends there. */
const mostHeaderBytes = 64 * 1024

/**
 * When the mail came, by its own newest (topmost) Received header, else by its Date header.
 * Milliseconds since the epoch; undefined where neither holds a date. RFC 5322 3.6.7.
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
      const at = readDate(field.slice(field.lastIndexOf(';') + 1))
      if (at !== undefined) return at
    }
    if (name === 'date') claimed ??= readDate(field.slice(colon + 1))
  }
  return claimed
}

const date = /(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{4}|[A-Z]{1,5})?/
const months = 'janfebmaraprmayjunjulaugsepoctnovdec'

/** `Fri,  3 May 2019 22:20:38 +0200 (CEST)`; a named zone is read as UTC, which GMT is. */
function readDate(text: string): number | undefined {
  const found = date.exec(text.slice(0, 200))
  if (!found) return undefined
  const [, day, month, year, hour, minute, second, zone = ''] = found
  const monthIndex = months.indexOf((month ?? '').toLowerCase()) / 3
  if (!Number.isInteger(monthIndex) || monthIndex < 0) return undefined
  const utc = Date.UTC(Number(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second ?? 0))
  if (!/^[+-]/.test(zone)) return utc
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))
  return utc - (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
