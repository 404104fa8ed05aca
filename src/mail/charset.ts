import { TextDecoder } from 'node:util'

const sameAsUtf8 = new Set(['', 'utf-8', 'utf8', 'us-ascii', 'ascii', 'usascii', '7bit', 'ansi_x3.4-1968'])
const latin1 = new Set(['iso-8859-1', 'iso8859-1', 'iso_8859-1', 'latin1', 'latin-1', 'l1'])
const utf7 = new Set(['utf-7', 'utf7', 'unicode-1-1-utf-7'])

const decoders = new Map<string, TextDecoder | undefined>()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Bytes in a charset of mail (RFC 2046 4.1.2) to text. A charset that nobody knows (`y`, `yes`, `unknown-8bit`:
 * answers to git-send-email's prompt) is read as UTF-8, bad bytes become U+FFFD.
 */
export function decodeCharset(bytes: Buffer, charset: string): string {
  const name = charset.trim().toLowerCase()
  if (sameAsUtf8.has(name)) return bytes.toString('utf8')
  if (latin1.has(name)) return bytes.toString('latin1')
  if (utf7.has(name)) return decodeUtf7(bytes.toString('latin1'))
  return decoderOf(name)?.decode(bytes) ?? bytes.toString('utf8')
}

export function isUtf7(charset: string): boolean {
  return utf7.has(charset.trim().toLowerCase())
}

/** Header bytes outside encoded words: UTF-8 where they are, else Windows-1252, the usual truth of raw 8-bit headers. */
export function decodeRawHeader(latin: string): string {
  if (isAscii(latin)) return latin
  const bytes = Buffer.from(latin, 'latin1')
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return decoderOf('windows-1252')?.decode(bytes) ?? latin
  }
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text, 'utf8') === text.length
}

function decoderOf(name: string): TextDecoder | undefined {
  if (decoders.has(name)) return decoders.get(name)
  let decoder: TextDecoder | undefined
  try {
    decoder = new TextDecoder(aliases[name] ?? name, { ignoreBOM: true })
  } catch {
    decoder = undefined
  }
  // Names come from strangers: keep the table small.
  if (decoders.size < 100) decoders.set(name, decoder)
  return decoder
}

const aliases: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  cp1250: 'windows-1250',
  cp1251: 'windows-1251',
  cp1252: 'windows-1252',
  'iso-8859-8-i': 'iso-8859-8',
  'ks_c_5601-1987': 'euc-kr',
}

/** RFC 2152: `+` starts modified base64 of UTF-16BE, `-` ends it. */
export function decodeUtf7(text: string): string {
  return text.replace(/\+([A-Za-z0-9+/]*)-?/g, (whole, shifted: string) => {
    if (shifted === '') return whole === '+-' ? '+' : whole
    const bytes = Buffer.from(shifted, 'base64')
    return bytes
      .subarray(0, bytes.length & ~1)
      .swap16()
      .toString('utf16le')
  })
}
