import { decodeCharset, decodeRawHeader } from '#src/mail/charset.ts'

interface Word {
  readonly charset: string
  readonly pieces: Buffer[]
}

/**
 * Header text with its RFC 2047 words decoded, wherever they stand (inside quotes too, as mail readers do).
 * White space between two words goes, and neighbours of one charset are joined before they are decoded, since some
 * senders split inside a UTF-8 character. `latin` holds bytes as latin1 characters.
 */
export function decodeWords(latin: string): string {
  if (!latin.includes('=?')) return decodeRawHeader(latin)
  let out = ''
  let pending: Word | undefined
  let at = 0
  for (const match of latin.matchAll(/=\?([^?\s]{1,64})\?([BbQq])\?([^?]*)\?=/g)) {
    const between = latin.slice(at, match.index)
    const word = readWord(match[1] ?? '', match[2] ?? '', match[3] ?? '')
    const joins = pending !== undefined && between.trim() === ''
    if (joins && pending?.charset === word.charset) {
      pending.pieces.push(...word.pieces)
    } else {
      out += flush(pending) + (joins ? '' : decodeRawHeader(between))
      pending = word
    }
    at = match.index + match[0].length
  }
  return out + flush(pending) + decodeRawHeader(latin.slice(at))
}

function flush(word: Word | undefined): string {
  return word === undefined ? '' : decodeCharset(Buffer.concat(word.pieces), word.charset)
}

function readWord(charsetAndLanguage: string, encoding: string, text: string): Word {
  // RFC 2231 5: `utf-8*en`.
  const charset = (charsetAndLanguage.split('*', 1)[0] ?? '').toLowerCase()
  const bytes = encoding === 'B' || encoding === 'b' ? Buffer.from(text, 'base64') : readQ(text)
  return { charset, pieces: [bytes] }
}

function readQ(text: string): Buffer {
  const plain = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(plain, 'latin1')
}
