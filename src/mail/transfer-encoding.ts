/** Quoted-printable to bytes (RFC 2045 6.7): soft breaks joined, blanks at line ends dropped, bad `=XY` kept as written. */
export function decodeQuotedPrintable(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length)
  let length = 0
  let blanks = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte === equals) {
      const high = hexDigit(bytes[at + 1])
      const low = hexDigit(bytes[at + 2])
      if (high >= 0 && low >= 0) {
        out[length++] = high * 16 + low
        at += 2
        blanks = 0
        continue
      }
      const lineEnd = softBreakEnd(bytes, at + 1)
      if (lineEnd > 0) {
        at = lineEnd - 1
        blanks = 0
        continue
      }
    }
    if (byte === lineFeed || (byte === carriageReturn && bytes[at + 1] === lineFeed)) {
      length -= blanks
      blanks = 0
    } else if (byte === space || byte === tab) blanks++
    else blanks = 0
    out[length++] = byte
  }
  return out.subarray(0, length - blanks)
}

const tab = 0x09
const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
const equals = 0x3d

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x37
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57
  return -1
}

/** Where the next line begins after a `=` at a line's end (blanks may follow it), or 0. */
function softBreakEnd(bytes: Buffer, start: number): number {
  let at = start
  while (at < bytes.length && (bytes[at] === space || bytes[at] === tab)) at++
  if (at >= bytes.length) return at
  if (bytes[at] === lineFeed) return at + 1
  return bytes[at] === carriageReturn && bytes[at + 1] === lineFeed ? at + 2 : 0
}
