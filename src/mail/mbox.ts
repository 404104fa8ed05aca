import { Buffer } from 'node:buffer'
import { readFromLine } from '#src/mail/from-line.ts'
import type { ByteSource } from '#src/lib/byte-source.ts'
import { filled } from '#src/lib/byte-source.ts'
import { growingBuffer } from '#src/lib/growing-buffer.ts'

/** One mail of an mbox: `bytes` unescaped, `offset` and `end` in bytes of the (uncompressed) file. */
export interface MboxMail {
  readonly bytes: Uint8Array
  /** From its From_ line, milliseconds since the epoch; undefined where that holds a placeholder. */
  readonly receivedAt: number | undefined
  /** Where its From_ line begins. */
  readonly offset: number
  /** Where the next mail begins, or will. */
  readonly end: number
  /** `cut`: the file ends within a line, so more of this mail is missing or yet to come. `large`: `bytes` is only its head. */
  readonly trouble?: 'cut' | 'large'
  readonly problem?: string
  /** To be called when `bytes` are not needed any more, so that their memory may be used again. */
  readonly release?: () => void
}

/** What was given is no mbox; `firstLine` is what it begins with. */
export class NotAnMboxError extends Error {
  readonly firstLine: string
  constructor(firstLine: string) {
    super(`not an mbox: it begins with ${JSON.stringify(firstLine)}, where a line "From sender date" should stand`)
    this.name = 'NotAnMboxError'
    this.firstLine = firstLine
  }
}

export interface MboxLimits {
  /** Of a mail that is larger, only the head is given. */
  readonly largest?: number
  /** File offset of the first chunk, for reading on from the middle. */
  readonly offset?: number
}

/** The same bound as for mail that comes over IMAP: beyond it no list mail is meant for reading. */
export const largestMail = 30 * 1024 * 1024
/** What is given of a mail that is larger. Bytes. */
export const headOfLarge = 256 * 1024
const from = Buffer.from('From ')
const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * Splits an mbox while it streams in; memory is bounded by one mail. Rejects with NotAnMboxError.
 *
 * A mail begins at a From_ line with a date, at the start or after an empty line (RFC 4155), so that a paragraph that
 * begins with "From " in an mbox whose writer escaped nothing is no new mail. `>From ` loses one `>` (mboxrd; in an
 * mboxo file, where `>>From ` was never escaped, that takes one `>` too many off such a line: nothing in the file tells).
 */
export async function* readMbox(source: ByteSource, limits: MboxLimits = {}): AsyncIterable<MboxMail> {
  const largest = limits.largest ?? largestMail
  const held = growingBuffer()
  let base = limits.offset ?? 0 // file offset of held's first byte
  let started = false
  let searched = 0 // held is known to have no separator before this
  let dropped = 0 // bytes of the present mail, too large, that were let go

  for await (const _ of filled(held, source)) {
    if (!started) {
      const begin = findFirst(held.bytes(), false)
      if (begin === undefined) continue
      held.drop(begin)
      base += begin
      started = true
    }
    for (;;) {
      const bytes = held.bytes()
      const next = findSeparator(bytes, searched)
      searched = next.searched
      if (next.at === undefined) break
      yield { ...cutOut(bytes.subarray(0, next.at), base, dropped, largest), release: held.hold() }
      base += next.at + dropped
      held.drop(next.at)
      dropped = 0
      searched = 0
    }
    if (held.length > largest) {
      // Keep the head and the end: a separator may lie across the two.
      const keepEnd = held.length - Math.max(searched - 2, headOfLarge)
      dropped += held.cutMiddle(headOfLarge, keepEnd)
      searched = headOfLarge
    }
  }
  if (!started) {
    const begin = findFirst(held.bytes(), true)
    if (begin === undefined) return
    held.drop(begin)
    base += begin
  }
  const { at = 0 } = findSeparator(held.bytes(), searched, true)
  if (at > 0) {
    yield cutOut(held.bytes().subarray(0, at), base, dropped, largest)
    base += at + dropped
    held.drop(at)
    dropped = 0
  }
  if (held.length > 0) yield cutOut(held.bytes(), base, dropped, largest, true)
}

/** Offset of the first From_ line; undefined where more bytes are needed to tell, or there is nothing but blanks. */
function findFirst(bytes: Buffer, isWhole: boolean): number | undefined {
  const at = blanksBefore(bytes)
  if (at === bytes.length) return undefined
  const end = bytes.indexOf(lineFeed, at)
  const line = bytes.subarray(at, end < 0 ? bytes.length : end)
  if (end < 0 && !isWhole && line.length < 1024) return undefined
  if (!startsWithFrom(line) || !readFromLine(line)) throw new NotAnMboxError(line.subarray(0, 60).toString('latin1'))
  return at
}

/** How many blanks and line ends stand before a mail: git passes over them. */
export function blanksBefore(bytes: Uint8Array): number {
  const at = bytes.findIndex((byte) => byte !== 0x20 && (byte < 0x09 || byte > 0x0d))
  return at < 0 ? bytes.length : at
}

function startsWithFrom(line: Buffer): boolean {
  return line.length >= from.length && line.compare(from, 0, from.length, 0, from.length) === 0
}

/**
 * The next From_ line after an empty line, and how far the search need not be repeated when more bytes have come.
 * `isWhole`: no more will come, so a line without an end is one too.
 */
function findSeparator(bytes: Buffer, searched: number, isWhole = false): { at: number | undefined; searched: number } {
  let at = Math.max(searched, 1)
  for (;;) {
    at = bytes.indexOf(from, at)
    if (at < 0) return { at: undefined, searched: Math.max(1, bytes.length - from.length) }
    if (followsEmptyLine(bytes, at)) {
      const end = bytes.indexOf(lineFeed, at)
      if (end < 0 && bytes.length - at < 1024) return { at: isWhole ? at : undefined, searched: at }
      if (end >= 0 && readFromLine(bytes.subarray(at, end))) return { at, searched: at }
    }
    at += from.length
  }
}

function followsEmptyLine(bytes: Buffer, at: number): boolean {
  if (bytes[at - 1] !== lineFeed) return false
  const before = bytes[at - 2] === carriageReturn ? at - 3 : at - 2
  return bytes[before] === lineFeed
}

/** Makes a mail of the bytes from its From_ line up to the next one. */
function cutOut(bytes: Buffer, offset: number, dropped: number, largest: number, isLast = false): MboxMail {
  const lineEnd = bytes.indexOf(lineFeed)
  const line = bytes.subarray(0, lineEnd < 0 ? bytes.length : lineEnd)
  const receivedAt = readFromLine(line)?.receivedAt
  const end = offset + bytes.length + dropped
  const body = lineEnd < 0 ? bytes.subarray(bytes.length) : bytes.subarray(lineEnd + 1)
  if (body.length + dropped > largest) {
    const problem = `the mail has ${body.length + dropped} bytes, only its beginning was read`
    const head = Buffer.from(unescaped(body.subarray(0, headOfLarge)))
    return { bytes: head, receivedAt, offset, end, trouble: 'large', problem }
  }
  if (isLast && bytes[bytes.length - 1] !== lineFeed) {
    const problem = 'the mbox ends in the middle of this mail'
    return { bytes: unescaped(body), receivedAt, offset, end, trouble: 'cut', problem }
  }
  return { bytes: unescaped(withoutClosingLine(body)), receivedAt, offset, end }
}

/** The empty line before the next From_ line belongs to the mbox, not to the mail. */
function withoutClosingLine(body: Buffer): Buffer {
  const last = body.length - 1
  if (body[last] !== lineFeed) return body
  const crlf = body[last - 1] === carriageReturn
  const lineBefore = crlf ? last - 2 : last - 1
  return body[lineBefore] === lineFeed ? body.subarray(0, lineBefore + 1) : body
}

/** Every line `>From `, `>>From `, … loses one `>`; a copy where there is one. */
function unescaped(body: Buffer): Buffer {
  const parts: Buffer[] = []
  let kept = 0
  for (let at = body.indexOf('>From '); at >= 0; at = body.indexOf('>From ', at + 6)) {
    let quote = at
    while (quote > kept && body[quote - 1] === 0x3e) quote--
    if (quote !== 0 && body[quote - 1] !== lineFeed) continue
    parts.push(body.subarray(kept, quote))
    kept = quote + 1
  }
  return parts.length === 0 ? body : Buffer.concat([...parts, body.subarray(kept)])
}
