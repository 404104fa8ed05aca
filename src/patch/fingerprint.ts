import { createHash } from 'node:crypto'
import { nextLine } from '#src/patch/body-parts.ts'

/** `commit <id>` and `From <id>` lines, with which log and format-patch begin a patch. */
const commitLine = /^(?:commit |From )?[0-9a-f]{40}/

/**
 * The patch id of a diff: `git patch-id --stable` of the same text (builtin/patch-id.c). White space, line numbers
 * and the order of files do not count. Undefined without a diff. Of several diffs with other text between them,
 * the first one counts.
 */
export function fingerprintOf(patch: string): string | undefined {
  const sum = new Uint8Array(20)
  let hashed = ''
  let length = 0
  // Lines left of the hunk on either side; -1 while in a file's header.
  let before = -1
  let after = -1
  let isBinary = false
  let index = ''
  for (let at = 0; at < patch.length;) {
    const end = nextLine(patch, at)
    const first = patch.charCodeAt(at)
    if (first === backslash && patch[at + 1] === ' ' && end - at > 12) {
      at = end
      continue
    }
    if (isCommitLine(patch, at, first)) {
      if (length > 0) break
      at = end
      continue
    }
    const isDiff = first === letterD && patch.startsWith('diff ', at)
    if (length === 0 && !isDiff) {
      at = end
      continue
    }
    if (before === -1) {
      if (patch.startsWith('GIT binary patch', at) || patch.startsWith('Binary files', at)) {
        isBinary = true
        before = 0
        addHash(sum, hashed + index)
        hashed = ''
        at = end
        continue
      }
      if (patch.startsWith('index ', at)) {
        index = blobIds(patch.slice(at + 6, end)) ?? index
        at = end
        continue
      }
      if (patch.startsWith('--- ', at)) before = after = 1
      else if (!isLetter(first)) break
    }
    if (isBinary) {
      if (isDiff) {
        isBinary = false
        before = -1
      }
      at = end
      continue
    }
    if (before === 0 && after === 0) {
      if (patch.startsWith('@@ -', at)) {
        const counts = hunkCounts(patch.slice(at, Math.min(end, at + 100)))
        before = counts?.before ?? before
        after = counts?.after ?? after
        at = end
        continue
      }
      if (!isDiff) break
      addHash(sum, hashed)
      hashed = ''
      before = after = -1
    }
    if (first === minus || first === space) before--
    if (first === plus || first === space) after--
    const text = withoutSpace(patch, at, end)
    length += text.length
    hashed += text
    at = end
  }
  if (length === 0) return undefined
  addHash(sum, hashed)
  return Buffer.from(sum).toString('hex')
}

/** Adds the SHA-1 to the sum, byte by byte with carry, so that the order of files does not matter. */
function addHash(sum: Uint8Array, text: string): void {
  const hash = createHash('sha1').update(text, 'utf8').digest()
  let carry = 0
  for (let at = 0; at < 20; at++) {
    carry += (sum[at] ?? 0) + (hash[at] ?? 0)
    sum[at] = carry & 0xff
    carry >>= 8
  }
}

function isCommitLine(patch: string, at: number, first: number): boolean {
  const mayBe =
    first === letterC || first === letterF || (first >= 0x30 && first <= 0x39) || (first >= 0x61 && first <= 0x66)
  return mayBe && commitLine.test(patch.slice(at, at + 47))
}

/** `1a2b..3c4d 100644` → `1a2b3c4d`. */
function blobIds(line: string): string | undefined {
  const dots = line.indexOf('..')
  if (dots < 0) return undefined
  const rest = line.slice(dots + 2)
  const space = rest.indexOf(' ')
  return line.slice(0, dots) + (space < 0 ? rest.replace(/\n$/, '') : rest.slice(0, space))
}

const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))?/

function hunkCounts(line: string): { readonly before: number; readonly after: number } | undefined {
  const match = hunk.exec(line)
  return match === null ? undefined : { before: Number(match[2] ?? 1), after: Number(match[4] ?? 1) }
}

function withoutSpace(patch: string, start: number, end: number): string {
  return patch.slice(start, end).replace(/[ \t\n\v\f\r]+/g, '')
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
}

const backslash = 0x5c
const letterC = 0x63
const letterD = 0x64
const letterF = 0x46
const minus = 0x2d
const plus = 0x2b
const space = 0x20
