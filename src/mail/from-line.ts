import { Buffer } from 'node:buffer'
import { readDate } from '#src/mail/date.ts'

/** A From_ line is short; whatever is longer is text that begins with "From ". */
const longestFromLine = 512

/** `Fri May  3 20:20:38 2019`, as asctime(3) prints it; some writers put a zone before or after the year. */
const asctime =
  / ((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +[A-Z][a-z]{2} +\d{1,2} +\d{1,2}:\d{2}(?::\d{2})?)(?: +[A-Z]{3,4}| +[+-]\d{4})? +(\d{4})( +[+-]\d{4})?\s*$/

/** What the separator line of an mbox says. `receivedAt` is undefined where its date is a placeholder. */
export interface FromLine {
  readonly receivedAt: number | undefined
}

/**
 * Reads a separator line, `From sender Fri May  3 20:20:38 2019` (RFC 4155: in UTC), without its line end.
 * Undefined for a line of text that only begins with "From ".
 */
export function readFromLine(line: Uint8Array): FromLine | undefined {
  if (line.length > longestFromLine) return undefined
  const text = Buffer.from(line.buffer, line.byteOffset, line.length).toString('latin1')
  const found = asctime.exec(text)
  if (!found) return undefined
  const [, dayAndTime = '', year = '', zone = ''] = found
  return { receivedAt: isPlaceholder(text) ? undefined : readDate(`${dayAndTime} ${year}${zone}`) }
}

/** public-inbox and b4 write the epoch, git format-patch writes a magic date: neither says when the mail came. */
function isPlaceholder(text: string): boolean {
  return text.includes(' Thu Jan  1 00:00:00 1970') || text.includes(' Mon Sep 17 00:00:00 2001')
}
