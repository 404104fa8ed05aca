import type { Address } from '#src/mail/message.ts'
import { decodeWords } from '#src/mail/encoded-words.ts'

/**
 * The mailboxes of an address header (RFC 5322 3.4, read leniently): `Name <a@b>`, `"Doe, Jane" <a@b>`,
 * `a@b (Name)`, groups. `latin` holds bytes as latin1 characters; names come back decoded.
 */
export function readAddressList(latin: string): readonly Address[] {
  const addresses: Address[] = []
  for (const part of withCommasOfNames(splitList(latin))) {
    const address = readAddress(part)
    if (address !== undefined) addresses.push(address)
  }
  return addresses
}

/** `Doe, Jane <jane@example.org>` lacks its quotes: what has no `@` belongs to the name that follows, as git reads it. */
function withCommasOfNames(parts: readonly string[]): readonly string[] {
  const whole: string[] = []
  let before: string[] = []
  for (const part of parts) {
    if (part.trim() === '') continue
    if (part.includes('@')) {
      if (/\S\s*<[^<>]*@/.test(part)) whole.push([...before, part].join(','))
      else whole.push(...before, part)
      before = []
    } else if (!part.trimEnd().endsWith(':')) before.push(part)
  }
  return [...whole, ...before]
}

/** Splits at the commas and semicolons that stand outside quotes, comments and angle brackets. */
function splitList(text: string): readonly string[] {
  if (!/["(\\;]/.test(text)) return text.split(',')
  const parts: string[] = []
  let start = 0
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (character === '"' && depth === 0) quoted = !quoted
    else if (quoted) continue
    else if (character === '(') depth++
    else if (character === ')') depth = Math.max(0, depth - 1)
    else if ((character === ',' || character === ';') && depth === 0) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

/** One mailbox. A comment counts as the name where there is no other, and belongs to it where there is. */
export function readAddress(latin: string): Address | undefined {
  const text = latin.trim()
  if (text === '') return undefined
  // The last one, since names may hold brackets in quotes.
  const open = text.lastIndexOf('<')
  if (open >= 0) {
    const close = text.indexOf('>', open)
    const email = text.slice(open + 1, close < 0 ? undefined : close).trim()
    const after = close < 0 ? '' : text.slice(close + 1)
    const before = text.slice(0, open)
    if (email !== '') return { name: readName(after === '' ? before : `${before} ${after}`), email: decodeWords(email) }
  }
  const at = text.indexOf('@')
  if (at < 0) return nameWithoutEmail(text)
  let start = at
  while (start > 0 && !/[\s<>()",;:]/.test(text[start - 1] ?? '')) start--
  let end = at + 1
  while (end < text.length && !/[\s<>()",;]/.test(text[end] ?? '')) end++
  return { name: readName(`${text.slice(0, start)} ${text.slice(end)}`), email: decodeWords(text.slice(start, end)) }
}

/** `undisclosed-recipients:;` and the like name nobody. */
function nameWithoutEmail(text: string): Address | undefined {
  const name = readName(text)
  return name === '' || name.endsWith(':') ? undefined : { name, email: '' }
}

/** A display name without quotes and doubled spaces, encoded words decoded; `(Comment)` alone loses its brackets. */
export function readName(latin: string): string {
  let text = latin
  if (text.includes('"') || text.includes('\\')) text = unquote(text)
  const decoded = decodeWords(text).trim()
  const name = /\s\s|[\t\n]/.test(decoded) ? decoded.replace(/\s+/g, ' ') : decoded
  return name.startsWith('(') && name.endsWith(')') ? name.slice(1, -1).trim() : name
}

function unquote(text: string): string {
  return text.replace(/\\(.)|"/gs, (_, escaped: string | undefined) => escaped ?? '')
}
