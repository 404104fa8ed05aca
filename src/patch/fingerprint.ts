import { hash } from 'node:crypto'

/** Where the reader stands: lines left of the hunk on either side, -1 while in a file's header. */
interface State {
  before: number
  after: number
  isBinary: boolean
  /** Blob ids of the last `index` line, which stand for a binary file's content. */
  index: Buffer
  /** What counts of the present file, without white space, is moved to the front of the bytes already read: so many. */
  kept: number
  readonly sum: Uint8Array
}

/** What to do with a line: it counts, it is passed over, or it ends the patch. */
type Verdict = 'counts' | 'passed' | 'ends'

/**
 * The patch id of a diff: `git patch-id --stable` of the same text (git's builtin/patch-id.c). White space, line
 * numbers and the order of files do not count. Undefined without a diff; of several diffs with other text between
 * them the first one counts.
 */
export function fingerprintOf(patch: string): string | undefined {
  const start = firstDiffLine(patch)
  if (start === patch.length) return undefined
  const bytes = inUtf8(patch.slice(start))
  const state: State = { before: -1, after: -1, isBinary: false, index: nothing, kept: 0, sum: new Uint8Array(20) }
  let at = 0
  while (at < bytes.length) {
    const verdict = judge(bytes, at, state)
    if (verdict === 'ends') break
    at = verdict === 'counts' ? keepLine(bytes, at, state) : endOfLine(bytes, at)
  }
  endFile(bytes, state)
  return Buffer.from(state.sum).toString('hex')
}

function firstDiffLine(patch: string): number {
  if (patch.startsWith('diff ')) return 0
  const at = patch.indexOf('\ndiff ')
  return at < 0 ? patch.length : at + 1
}

const nothing = Buffer.alloc(0)
/** Used again for each patch: fresh memory costs more than what is done in it. */
const workspace = Buffer.allocUnsafeSlow(256 * 1024)

function inUtf8(text: string): Buffer {
  const most = 3 * text.length
  return most > workspace.length ? Buffer.from(text) : workspace.subarray(0, workspace.write(text))
}

function judge(bytes: Buffer, at: number, state: State): Verdict {
  const first = bytes[at] ?? 0
  if (first === backslash && bytes[at + 1] === space && endOfLine(bytes, at) - at > 12) return 'passed'
  if (isCommitLine(bytes, at)) return 'ends'
  const isDiff = first === letterD && begins(bytes, at, 'diff ')
  if (state.before === -1) {
    const verdict = judgeHeader(bytes, at, state)
    if (verdict !== undefined) return verdict
  }
  if (state.isBinary) {
    if (isDiff) {
      state.isBinary = false
      state.before = -1
    }
    return 'passed'
  }
  if (state.before === 0 && state.after === 0) {
    if (begins(bytes, at, '@@ -')) {
      readHunkHeader(bytes, at, state)
      return 'passed'
    }
    if (!isDiff) return 'ends'
    endFile(bytes, state)
    state.before = state.after = -1
  }
  if (first === minus || first === space) state.before--
  if (first === plus || first === space) state.after--
  return 'counts'
}

/** A line of a file's header; undefined where the common rules go on with it. */
function judgeHeader(bytes: Buffer, at: number, state: State): Verdict | undefined {
  if (begins(bytes, at, 'GIT binary patch') || begins(bytes, at, 'Binary files')) {
    state.isBinary = true
    state.before = 0
    state.index.copy(bytes, state.kept)
    state.kept += state.index.length
    endFile(bytes, state)
    return 'passed'
  }
  if (begins(bytes, at, 'index ')) {
    state.index = blobIds(bytes.toString('latin1', at + 6, endOfLine(bytes, at))) ?? state.index
    return 'passed'
  }
  if (begins(bytes, at, '--- ')) {
    state.before = state.after = 1
    return undefined
  }
  return isLetter(bytes[at] ?? 0) ? undefined : 'ends'
}

/** Adds the SHA-1 of the file's text to the sum, byte by byte with carry, so that the order of files does not matter. */
function endFile(bytes: Buffer, state: State): void {
  const digest = hash('sha1', bytes.subarray(0, state.kept), 'buffer')
  let carry = 0
  for (let at = 0; at < 20; at++) {
    carry += (state.sum[at] ?? 0) + (digest[at] ?? 0)
    state.sum[at] = carry & 0xff
    carry >>= 8
  }
  state.kept = 0
}

/** `@@ -10,6 +10,7 @@`: how many lines the hunk has on either side, as patch-id reads it: it does not mind what follows. */
function readHunkHeader(bytes: Buffer, at: number, state: State): void {
  const before = readRange(bytes, at + 4)
  if (before === undefined || !begins(bytes, before.end, ' +')) return
  const after = readRange(bytes, before.end + 2)
  if (after === undefined) return
  state.before = before.lines
  state.after = after.lines
}

/** `10,6`, or `10` for one line. */
function readRange(bytes: Buffer, at: number): { readonly lines: number; readonly end: number } | undefined {
  const first = readNumber(bytes, at)
  if (first === undefined) return undefined
  const second = bytes[first.end] === comma ? readNumber(bytes, first.end + 1) : undefined
  return { lines: second?.value ?? 1, end: (second ?? first).end }
}

function readNumber(bytes: Buffer, start: number): { readonly value: number; readonly end: number } | undefined {
  let at = start
  let value = 0
  while (isDigit(bytes[at] ?? 0)) value = value * 10 + (bytes[at++] ?? 0) - 0x30
  return at === start ? undefined : { value, end: at }
}

/** `commit <id>` and `From <id>` lines, with which log and format-patch begin a patch. */
function isCommitLine(bytes: Buffer, start: number): boolean {
  let at = start
  if (begins(bytes, at, 'commit ')) at += 7
  else if (begins(bytes, at, 'From ')) at += 5
  let digits = 0
  while (digits < 40 && isHexDigit(bytes[at + digits] ?? 0)) digits++
  return digits === 40
}

/** `1a2b..3c4d 100644` → `1a2b3c4d`. */
function blobIds(line: string): Buffer | undefined {
  const dots = line.indexOf('..')
  if (dots < 0) return undefined
  const [after = ''] = line.slice(dots + 2).split(' ', 1)
  return Buffer.from((line.slice(0, dots) + after).replace(/[ \t\n\r]/g, ''), 'latin1')
}

/** 1 for each byte that counts. To git a form feed is no white space. */
const counting = new Uint8Array(256).fill(1)
for (const space of ' \t\n\r') counting[space.charCodeAt(0)] = 0

/** Moves what counts of a line to what was kept before. Returns where the next one begins. */
function keepLine(bytes: Buffer, start: number, state: State): number {
  const { length } = bytes
  let { kept } = state
  let at = start
  let byte = 0
  // By index and without a branch: white space comes too often to be guessed.
  while (at < length && byte !== lineFeed) {
    byte = bytes[at++] ?? 0
    bytes[kept] = byte
    kept += counting[byte] ?? 0
  }
  state.kept = kept
  return at
}

function endOfLine(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(lineFeed, start)
  return end < 0 ? bytes.length : end + 1
}

/** `word` in ASCII. */
function begins(bytes: Buffer, at: number, word: string): boolean {
  for (let index = 0; index < word.length; index++) {
    if (bytes[at + index] !== word.charCodeAt(index)) return false
  }
  return true
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a)
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x61 && byte <= 0x66)
}

const backslash = 0x5c
const comma = 0x2c
const letterD = 0x64
const lineFeed = 0x0a
const minus = 0x2d
const plus = 0x2b
const space = 0x20
