/** The fields of a mail's header that we read; everything else is skipped unread. Names in lower case. */
export type HeaderFields = ReadonlyMap<string, readonly string[]>

/** Headers that classification needs beside the ones that `Message` has as fields of their own. */
export const keptHeaders = [
  'auto-submitted',
  'precedence',
  'sender',
  'x-b4-tracking',
  'x-change-id',
  'x-kerneltest-branch',
  'x-kerneltest-tree',
  'x-mailer',
  'x-patchwork-bot',
  'x-patchwork-hint',
  'x-patchwork-state',
  'x-pr-tracked-commit-id',
  'x-stable',
  'user-agent',
] as const

const wanted = new Set<string>([
  ...keptHeaders,
  'content-disposition',
  'content-transfer-encoding',
  'content-type',
  'date',
  'from',
  'in-reply-to',
  'list-id',
  'message-id',
  'references',
  'reply-to',
  'subject',
  'x-original-from',
])
const longestName = Math.max(...[...wanted].map((name) => name.length))
/** By length and first letter: most fields need no closer look. */
const wantedShapes = new Set([...wanted].map((name) => shapeOf(name.length, name.charCodeAt(0))))

/**
 * Reads the header fields that we want and finds where the body begins.
 * Values are bytes as latin1 characters, folds undone (RFC 5322 2.2.3), in order of appearance.
 * Lines that are no header field (an mbox `From `, stray text) are passed over, as mail readers do.
 */
export function readHeaderBlock(bytes: Buffer): { readonly fields: HeaderFields; readonly bodyStart: number } {
  const { end, bodyStart } = findHeaderEnd(bytes)
  const block = bytes.toString('latin1', 0, end)
  const fields = new Map<string, string[]>()
  let at = 0
  while (at < block.length) {
    const next = fieldEnd(block, at)
    const colon = findColon(block, at, Math.min(next, at + longestName + 8))
    const name = colon < 0 ? undefined : wantedName(block, at, colon)
    if (name !== undefined) {
      const value = unfold(block.slice(colon + 1, next))
      const values = fields.get(name)
      if (values === undefined) fields.set(name, [value])
      else values.push(value)
    }
    at = next + 1
  }
  return { fields, bodyStart }
}

function findHeaderEnd(bytes: Buffer): { readonly end: number; readonly bodyStart: number } {
  if (bytes[0] === 0x0a) return { end: 0, bodyStart: 1 }
  if (bytes[0] === 0x0d && bytes[1] === 0x0a) return { end: 0, bodyStart: 2 }
  const plain = bytes.indexOf('\n\n', 0, 'latin1')
  const withCr = bytes.subarray(0, plain < 0 ? bytes.length : plain).indexOf('\n\r\n', 0, 'latin1')
  if (withCr >= 0) return { end: withCr, bodyStart: withCr + 3 }
  if (plain >= 0) return { end: plain, bodyStart: plain + 2 }
  return { end: bytes.length, bodyStart: bytes.length }
}

/** The position of the line feed that ends the field beginning at `start`, its folded lines included. */
function fieldEnd(block: string, start: number): number {
  let end = block.indexOf('\n', start)
  while (end >= 0) {
    const next = block.charCodeAt(end + 1)
    if (next !== 0x20 && next !== 0x09) return end
    end = block.indexOf('\n', end + 1)
  }
  return block.length
}

function findColon(block: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (block.charCodeAt(at) === 0x3a) return at
  }
  return -1
}

/** `Message-ID` and `Message-Id ` alike; undefined for a field that nobody reads. */
function wantedName(block: string, start: number, colon: number): string | undefined {
  const isPadded = block.charCodeAt(colon - 1) <= 0x20
  if (!isPadded && !wantedShapes.has(shapeOf(colon - start, block.charCodeAt(start)))) return undefined
  const name = block.slice(start, colon).trimEnd().toLowerCase()
  return wanted.has(name) ? name : undefined
}

function shapeOf(length: number, first: number): number {
  return length * 32 + (first & 0x1f)
}

function unfold(value: string): string {
  return value.includes('\n') ? value.replace(/\r?\n(?=[ \t])/g, '').trim() : value.trim()
}
