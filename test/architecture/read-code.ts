/** A source file as far as the rules look at it. */
export interface Code {
  /** From the project's root: `src/mail/message.ts`. */
  readonly path: string
  /** What it imports of ours, from the project's root, and packages by name. */
  readonly imports: readonly string[]
  /** The code without comments. */
  readonly code: string
  /** The code without comments and without the content of strings. */
  readonly bare: string
  readonly lines: number
}

export function readCode(path: string, text: string): Code {
  const { code, bare } = strip(text)
  return {
    path,
    imports: importsOf(path, code),
    code,
    bare,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
  }
}

/** Static imports and re-exports, dynamic imports, and nothing that only stands in a comment. */
function importsOf(path: string, code: string): string[] {
  const found = code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^'\n]+)'/g)
  return [...found].map((match) => resolveImport(path, match[1] ?? ''))
}

function resolveImport(from: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (!specifier.startsWith('.')) return specifier
  return new URL(specifier, `file:///${from}`).pathname.slice(1)
}

/** A regular expression may begin after these, a division may not. */
const beforeRegex = /(?:^|[(,=:[!&|?{};+\-*~^<>]|\breturn|\bcase|=>)\s*$/

function strip(text: string): { code: string; bare: string } {
  let code = ''
  let bare = ''
  let at = 0
  while (at < text.length) {
    const two = text.slice(at, at + 2)
    const char = text.charAt(at)
    if (two === '//') at = endOf(text, '\n', at)
    else if (two === '/*') at = endOf(text, '*/', at + 2) + 2
    else if (char === "'" || char === '"' || char === '`' || (char === '/' && beforeRegex.test(code.slice(-40)))) {
      const end = endOfQuoted(text, at)
      code += text.slice(at, end)
      // Templates hold code as well, so they count as code.
      bare += char === '`' ? text.slice(at, end) : `${char}${char}`
      at = end
    } else {
      code += char
      bare += char
      at += 1
    }
  }
  return { code, bare }
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from)
  return end < 0 ? text.length : end
}

function endOfQuoted(text: string, start: number): number {
  const quote = text.charAt(start)
  let inClass = false
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '\\') at += 1
    else if (quote === '/' && char === '[') inClass = true
    else if (quote === '/' && char === ']') inClass = false
    else if (char === quote && !inClass) return at + 1
    else if (char === '\n' && quote !== '`') return at
  }
  return text.length
}
