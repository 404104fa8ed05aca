import { Buffer } from 'node:buffer'

/** A From_ line is short; whatever is longer is text that begins with "From ". */
const longestFromLine = 512

const days = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun'
const months = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** `Fri May  3 20:20:38 2019`, as asctime(3) prints it; some writers put a zone before or after the year. */
const asctime = new RegExp(
  ` (?:${days}),? +([A-Z][a-z]{2}) +(\\d{1,2}) +(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?: +([A-Z]{3,4}|[+-]\\d{4}))? +(\\d{4})(?: +([+-]\\d{4}))?\\s*$`,
)

/** What the separator line of an mbox says. `receivedAt` is undefined where its date is a placeholder. */
export interface FromLine {
  readonly receivedAt: number | undefined
}

/**
 * Reads a separator line, `From sender Fri May  3 20:20:38 2019` (RFC 4155), without its line end.
 * Undefined for a line of text that only begins with "From ".
 */
export function readFromLine(line: Uint8Array): FromLine | undefined {
  if (line.length > longestFromLine) return undefined
  const text = Buffer.from(line.buffer, line.byteOffset, line.length).toString('latin1')
  const found = asctime.exec(text)
  if (!found) return undefined
  const month = months.indexOf(found[1] ?? '') / 3
  if (!Number.isInteger(month) || month < 0) return undefined
  const [day, hour, minute, second, year] = [2, 3, 4, 5, 7].map((group) => Number(found[group] ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ]
  const at = Date.UTC(year, month, day, hour, minute, second) - zoneMs(found[6] ?? found[8] ?? '')
  return { receivedAt: isPlaceholder(at, text) ? undefined : at }
}

/** `+0200` in milliseconds; RFC 4155 dates are UTC where no zone is written, and a named zone says too little. */
function zoneMs(zone: string): number {
  if (!/^[+-]\d{4}$/.test(zone)) return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

/** public-inbox and b4 write the epoch, git format-patch writes a magic date: neither says when the mail came. */
function isPlaceholder(at: number, text: string): boolean {
  return at <= 0 || Number.isNaN(at) || text.includes(' Mon Sep 17 00:00:00 2001')
}
