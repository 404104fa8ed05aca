import { readAddress } from '#src/mail/address-list.ts'
import { decodeWords } from '#src/mail/encoded-words.ts'
import type { Address } from '#src/mail/message.ts'

/** The headers that stand at the top of a body when someone sends another person's patch, and the text after them. */
export interface BodyHeaders {
  readonly from: Address | undefined
  readonly subject: string | undefined
  readonly text: string
}

const header = /^(From|Subject|Date):\s*(\S.*)?$/i
/** Only as an mbox has it; the bare line begins the text for git, too. */
const formatPatchLine = /^>From [0-9a-f]{40} Mon Sep 17 00:00:00 2001$/

/**
 * Reads in-body headers as `git mailinfo` does: blank lines, then From, Subject and Date in any order, each once,
 * folded lines included; the first other line ends them. `text` is returned unchanged where there are none.
 */
export function readBodyHeaders(text: string): BodyHeaders {
  const seen = new Map<string, string>()
  let at = 0
  while (at < text.length) {
    const end = lineEnd(text, at)
    const line = text.slice(at, end)
    if (line.trim() === '') {
      if (seen.size > 0) break
    } else if (!formatPatchLine.test(line)) {
      const match = line.length < 2000 ? header.exec(line) : null
      const name = match?.[1]?.toLowerCase()
      if (name === undefined || seen.has(name)) break
      const folded = foldedEnd(text, end)
      seen.set(name, `${match?.[2] ?? ''} ${text.slice(end, folded).replace(/\s+/g, ' ')}`.trim())
      at = folded
      continue
    }
    at = end + 1
  }
  if (seen.size === 0) return { from: undefined, subject: undefined, text }
  return { from: readBodyFrom(seen.get('from')), subject: readBodySubject(seen.get('subject')), text: text.slice(at) }
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

const longestSubject = 2000

/** Body text is decoded already; the readers of a header want its bytes. */
function asHeader(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1')
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end < 0 ? text.length : end
}
