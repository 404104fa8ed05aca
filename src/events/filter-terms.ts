/** One value as written. `pattern` stood between slashes, without them. */
export interface WrittenValue {
  readonly is: 'text' | 'pattern'
  readonly text: string
  readonly quoted: boolean
}

/** `-key:value,value` taken apart, nothing interpreted yet. */
export interface Term {
  readonly not: boolean
  /** Lower case; '' for a bare word. */
  readonly key: string
  readonly values: readonly WrittenValue[]
  readonly written: string
}

/** Quotes as people's keyboards make them: straight, curly, low. */
const quotes = '"“”„‟'
/** Keys whose values may be `/patterns/`; in the others a slash is a slash. */
const patternKeys = new Set(['title', 'author'])
const dashes = '-−–—'
/** Every Unicode space counts, also the no-break space that chat programs send. */
const space = /\s/u

/** Splits a filter into terms in one pass. Answers an error in words instead, where one cannot be read. */
export function readTerms(text: string): readonly Term[] | string {
  const terms: Term[] = []
  let at = 0
  while (at < text.length) {
    if (space.test(text.charAt(at))) {
      at += 1
      continue
    }
    const read = readTerm(text, at)
    if (typeof read === 'string') return read
    terms.push(read.term)
    at = read.end
  }
  return terms
}

function readTerm(text: string, start: number): { readonly term: Term; readonly end: number } | string {
  const not = dashes.includes(text.charAt(start))
  let at = start
  while (dashes.includes(text.charAt(at)) && at < text.length) at += 1
  const keyStart = at
  while (/[\p{L}\p{N}_-]/u.test(text.charAt(at))) at += 1
  const hasKey = at > keyStart && text.charAt(at) === ':'
  const key = hasKey ? text.slice(keyStart, at).toLowerCase() : ''
  // Elsewhere `--arch` is the option arch, the very opposite.
  if (hasKey && keyStart - start > 1)
    return `two dashes stand before ${key}: write -${key}: to leave it out, ${key}: to take it`
  at = hasKey ? at + 1 : keyStart

  const values: WrittenValue[] = []
  for (;;) {
    const read = readValue(text, at, patternKeys.has(key))
    if (typeof read === 'string') return read
    values.push(read.value)
    at = read.end
    if (text.charAt(at) !== ',') break
    at += 1
  }
  return { term: { not, key, values, written: text.slice(start, at).trim() }, end: at }
}

function readValue(
  text: string,
  start: number,
  mayBePattern: boolean,
): { readonly value: WrittenValue; readonly end: number } | string {
  if (start < text.length && quotes.includes(text.charAt(start))) return readQuoted(text, start)
  if (mayBePattern && text.charAt(start) === '/') {
    const pattern = readPattern(text, start)
    if (pattern !== undefined) return pattern
  }
  let end = start
  while (end < text.length && text.charAt(end) !== ',' && !space.test(text.charAt(end))) end += 1
  return { value: { is: 'text', text: text.slice(start, end), quoted: false }, end }
}

/** Up to the next quote; a backslash takes the next character as it is. */
function readQuoted(text: string, start: number): { readonly value: WrittenValue; readonly end: number } | string {
  let value = ''
  for (let at = start + 1; at < text.length; at += 1) {
    const letter = text.charAt(at)
    if (quotes.includes(letter)) {
      return endsValue(text, at + 1)
        ? { value: { is: 'text', text: value, quoted: true }, end: at + 1 }
        : `put a space or a comma after the closing quote: ${text.slice(start, at + 1)} ${text.slice(at + 1, at + 12)}`
    }
    if (letter === '\\') at += 1
    value += text.charAt(at)
  }
  return `the quote that opens at ${text.slice(start, start + 20)} is never closed`
}

/** `/…/` up to a slash that ends the value, so `/x86/mmu/` is one pattern; undefined where none does. */
function readPattern(text: string, start: number): { readonly value: WrittenValue; readonly end: number } | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    const letter = text.charAt(at)
    if (letter === '\\') at += 1
    if (letter !== '/') continue
    // Matching ignores case anyway, so the flag is understood and dropped.
    const end = text.charAt(at + 1) === 'i' ? at + 2 : at + 1
    if (!endsValue(text, end)) continue
    return { value: { is: 'pattern', text: withoutEscapedSlashes(text.slice(start + 1, at)), quoted: false }, end }
  }
  return undefined
}

function withoutEscapedSlashes(pattern: string): string {
  return pattern.replace(/\\([\s\S])/gu, (pair, next) => (next === '/' ? '/' : pair))
}

/** A pattern as `readTerms` reads it back. */
export function writePattern(pattern: string): string {
  return `/${pattern.replaceAll('/', '\\/')}/`
}

function endsValue(text: string, at: number): boolean {
  return at >= text.length || text.charAt(at) === ',' || space.test(text.charAt(at))
}

/** A text as a value that `readTerms` reads back, in quotes where it needs them. */
export function writeValue(text: string): string {
  if (/^[\p{L}\p{N}@._+*?][\p{L}\p{N}@._+*?/:()<>=-]*$/u.test(text)) return text
  return `"${text.replace(/["“”„‟\\]/gu, '\\$&')}"`
}
