/**
 * The path of a plain diff's `---` and `+++` lines: without the first directory, without a date after a tab or
 * blanks; the other side's where one is /dev/null. Undefined where no path is left.
 */
export function traditionalPath(oldLine: string, newLine: string): string | undefined {
  const newPath = stripPrefix(pathOf(newLine))
  const oldPath = stripPrefix(pathOf(oldLine))
  return newPath ?? oldPath
}

/** The name on a `---`/`+++` line, its time stamp cut off. */
function pathOf(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line
  if (text.startsWith('"')) return unquotePath(text).path
  const tab = text.indexOf('\t')
  const name = tab >= 0 ? text.slice(0, tab) : text
  // Dates without a tab before them, and CVS's `(revision 12)`.
  return name.replace(/ +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d.*$| +\((?:revision|working copy)[^)]*\)$/, '').trimEnd()
}

/** `a/arch/x86/kvm.c` → `arch/x86/kvm.c`; a name without a directory stays; /dev/null is none. */
export function stripPrefix(path: string): string | undefined {
  if (path === '' || path === '/dev/null') return undefined
  const slash = path.indexOf('/')
  return slash < 0 ? path : path.slice(slash + 1).replace(/^\/+/, '') || undefined
}

const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 }

/** A C-quoted path (`"a/\303\244.c"`, git's core.quotePath), and how many characters it took. */
export function unquotePath(text: string): { readonly path: string; readonly length: number } {
  const bytes: number[] = []
  let at = 1
  while (at < text.length && text[at] !== '"') {
    if (text[at] !== '\\') {
      bytes.push(...Buffer.from(String.fromCodePoint(text.codePointAt(at) ?? 0)))
      at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
      continue
    }
    const octal = /^[0-7]{3}/.exec(text.slice(at + 1, at + 4))
    const next = text[at + 1] ?? ''
    bytes.push(octal === null ? (escapes[next] ?? next.charCodeAt(0)) : Number.parseInt(octal[0], 8) & 0xff)
    at += octal === null ? 2 : 4
  }
  return { path: Buffer.from(bytes).toString('utf8'), length: at + 1 }
}
