import { readAddress } from '#src/mail/address-list.ts'
import { decodeWords } from '#src/mail/encoded-words.ts'
import type { Address } from '#src/mail/message.ts'

/** The headers that stand at the top of a body when someone sends another person's patch, and the text after them. */
export interface BodyHeaders {
  readonly from: Address | undefined
  readonly subject: string | undefined
  readonly text: string
}

/** In characters; a longer one is text. */
const longestLine = 2000
const longestSubject = 2000
const header = /^(From|Subject|Date):\s*(\S.*)?$/i
/** As a patch that was pasted has it. */
const pastedTitle = /^\[PATCH\]\s+(\S.*)$/
/** Only as an mbox has it; the bare line begins the text for git, too. */
const formatPatchLine = /^>From [0-9a-f]{40} Mon Sep 17 00:00:00 2001$/

/**
 * Reads in-body headers as `git mailinfo` does: blank lines, then From, Subject and Date in any order, each once,
 * folded lines included, and `[PATCH] title` for Subject; the first other line ends them. `text` is returned unchanged
 * where there are none.
 */
export function readBodyHeaders(text: string): BodyHeaders {
  const seen = new Map<string, string>()
  let at = 0
  while (at < text.length) {
    const end = lineEnd(text, at)
    const line = text.slice(at, end)
    if (line.trim() === '') {
      if (seen.size > 0) break
      at = end + 1
    } else if (formatPatchLine.test(line)) {
      at = end + 1
    } else {
      const read = readTitle(line, end) ?? readHeader(line, text, end, seen)
      if (read === undefined) break
      seen.set(read.name, read.value)
      at = read.end
    }
  }
  if (seen.size === 0) return { from: undefined, subject: undefined, text }
  return { from: readBodyFrom(seen.get('from')), subject: readBodySubject(seen.get('subject')), text: text.slice(at) }
}

interface BodyHeader {
  readonly name: string
  readonly value: string
  /** Where what follows it begins. */
  readonly end: number
}

/** The last one counts, and none is folded. */
function readTitle(line: string, end: number): BodyHeader | undefined {
  const title = line.length > longestLine ? undefined : pastedTitle.exec(line)?.[1]
  return title === undefined ? undefined : { name: 'subject', value: title, end: end + 1 }
}

function readHeader(
  line: string,
  text: string,
  end: number,
  seen: ReadonlyMap<string, string>,
): BodyHeader | undefined {
  const [, written, value = ''] = line.length > longestLine ? [] : (header.exec(line) ?? [])
  const name = written?.toLowerCase()
  if (name === undefined || seen.has(name)) return undefined
  const folded = foldedEnd(text, end)
  return { name, value: `${value} ${text.slice(end, folded).replace(/\s+/g, ' ')}`.trim(), end: folded }
}

/** The position after the folded lines that follow the line ending at `end`. */
function foldedEnd(text: string, end: number): number {
  let at = end + 1
  while (text[at] === ' ' || text[at] === '\t') {
    const next = lineEnd(text, at)
    if (text.slice(at, next).trim() === '') break
    at = next + 1
  }
  return Math.min(at, text.length)
}

/** Without an `@` it names nobody, and the mail's own From stands. */
function readBodyFrom(value: string | undefined): Address | undefined {
  if (value === undefined || !value.includes('@')) return undefined
  return readAddress(asHeader(value))
}

function readBodySubject(value: string | undefined): string | undefined {
  return value === undefined ? undefined : decodeWords(asHeader(value.slice(0, longestSubject)))
}

/** Body text is decoded already; the readers of a header want its bytes. */
function asHeader(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1')
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end < 0 ? text.length : end
}
