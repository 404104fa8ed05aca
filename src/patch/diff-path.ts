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

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
}

/** A C-quoted path (`"a/\303\244.c"`, git's core.quotePath), and how many characters it took. */
export function unquotePath(text: string): { readonly path: string; readonly length: number } {
  let end = 1
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
  const inside = text.slice(1, end)
  if (!inside.includes('\\')) return { path: inside, length: end + 1 }
  // Escapes stand for bytes of UTF-8, so all is bytes until the end.
  const bytes = Buffer.from(inside, 'utf8')
    .toString('latin1')
    .replace(/\\(?:([0-3][0-7]{2})|(.))/g, (_, octal: string | undefined, letter: string | undefined) =>
      octal === undefined ? (escapes[letter ?? ''] ?? letter ?? '') : String.fromCharCode(Number.parseInt(octal, 8)),
    )
  return { path: Buffer.from(bytes, 'latin1').toString('utf8'), length: end + 1 }
}
