import { nextLine } from '#src/lib/next-line.ts'

/** The text of a patch mail in its three pieces, cut where `git mailinfo` cuts. */
export interface PatchText {
  readonly message: string
  /** From the cut on: notes, printed diffstat, diff, signature. '' where there is no patch. */
  readonly patch: string
}

/**
 * Cuts at the first line that begins a patch for `git am`: `diff -…`, `Index: …`, `--- name`, or `---` alone.
 * Lines before a scissors line (`-- >8 --`) are dropped, as with `git am --scissors`.
 */
export function splitPatch(text: string): PatchText {
  const at = findPatchStart(text)
  return { message: text.slice(0, at), patch: text.slice(at) }
}

function findPatchStart(text: string): number {
  for (let at = 0; at < text.length; at = nextLine(text, at)) {
    const first = text.charCodeAt(at)
    if (first === 0x2d) {
      // `--- 8< ---` cuts off what is above it, not what is below.
      if (text.startsWith('---', at) && isDashLine(text, at) && !isScissors(lineAt(text, at))) return at
    } else if (first === 0x64) {
      if (text.startsWith('diff -', at)) return at
    } else if (first === 0x49 && text.startsWith('Index: ', at)) return at
  }
  return text.length
}

/** `--- name`, or three dashes and nothing but blanks. */
function isDashLine(text: string, at: number): boolean {
  if (text[at + 3] === ' ' && /\S/.test(text[at + 4] ?? '')) return true
  for (let next = at + 3; next < text.length; next++) {
    const code = text.charCodeAt(next)
    if (code === 0x0a) return true
    if (code !== 0x20 && code !== 0x09) return false
  }
  return true
}

/** The position of the first line of a diff in the patch part: what stands before it are notes and the diffstat. */
export function findDiffStart(patch: string): number {
  for (let at = 0; at < patch.length; at = nextLine(patch, at)) {
    const first = patch.charCodeAt(at)
    if (first === 0x64 && patch.startsWith('diff -', at)) return at
    if (first === 0x49 && patch.startsWith('Index: ', at)) return at
    if (first === 0x2d && patch.startsWith('--- ', at) && patch.startsWith('+++ ', nextLine(patch, at))) return at
  }
  return patch.length
}

/** Text after a scissors line, where a body has one (gitmailinfo(1) `--scissors`). */
export function afterScissors(text: string): string {
  if (!/8<|>8|%<|>%/.test(text)) return text
  let start = 0
  for (let at = 0; at < text.length;) {
    const next = nextLine(text, at)
    if (isScissors(lineAt(text, at))) start = next
    at = next
  }
  return text.slice(start)
}

/** Its beginning, where it is long. */
function lineAt(text: string, at: number): string {
  return text.slice(at, Math.min(nextLine(text, at), at + 400))
}

/** git's rule: at least 8 wide, dashes and scissors more than a third of it, and more marks than gaps. */
function isScissors(line: string): boolean {
  const visible = line.trim()
  if (visible.length < 8 || !/8<|>8|%<|>%/.test(visible)) return false
  let perforation = 0
  let gap = 0
  let inside = false
  for (let at = 0; at < visible.length; at++) {
    const character = visible[at] ?? ''
    if (/\s/.test(character)) {
      if (inside) {
        perforation++
        gap++
      }
    } else if (character === '-') {
      inside = true
      perforation++
    } else if (/^(?:>8|8<|>%|%<)/.test(visible.slice(at, at + 2))) {
      inside = true
      perforation += 2
      at++
    } else inside = false
  }
  return visible.length < perforation * 3 && gap * 2 < perforation
}

const footerLine = /^_{20,}$/

/** Text without signature and mailing list footer. */
export function withoutSignature(text: string): string {
  for (let at = 0; at < text.length; at = nextLine(text, at)) {
    const first = text.charCodeAt(at)
    if (first !== 0x2d && first !== 0x5f) continue
    const line = text.slice(at, Math.min(nextLine(text, at), at + 100)).trimEnd()
    if (first === 0x2d && line.length === 2 && isSignature(text, at)) return text.slice(0, at)
    if (first === 0x5f && footerLine.test(line) && isListFooter(text, at)) return text.slice(0, at)
  }
  return text
}

/** `-- ` anywhere; `--` alone only near the end, where mail programs put it when they strip blanks. */
function isSignature(text: string, at: number): boolean {
  if (text.startsWith('-- ', at)) return true
  return text.length - at < 1000 && text.slice(at).split('\n').length <= 10
}

function isListFooter(text: string, at: number): boolean {
  return text.length - at < 1500 && /mailing list|mailman|listinfo|@lists/i.test(text.slice(at, at + 300))
}
