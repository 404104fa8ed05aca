import { hash } from 'node:crypto'
import { nextLine } from '#src/lib/next-line.ts'
import { hunkCounts } from '#src/lib/hunks.ts'

/** `commit <id>` and `From <id>` lines, with which log and format-patch begin a patch. */
const commitLine = /^(?:commit |From )?[0-9a-f]{40}/

/** Where the reader stands: lines left of the hunk on either side, -1 while in a file's header. */
interface State {
  before: number
  after: number
  isBinary: boolean
  /** Blob ids of the last `index` line, which stand for a binary file's content. */
  index: string
  /** Text of the present file that counts, still with its white space. */
  text: string
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
  const state: State = { before: -1, after: -1, isBinary: false, index: '', text: '', sum: new Uint8Array(20) }
  // Lines that count are taken run by run.
  let run = -1
  let at = firstDiffLine(patch)
  if (at === patch.length) return undefined
  while (at < patch.length) {
    const end = nextLine(patch, at)
    // A file's end must see the text so far, so a run ends before its first line is judged.
    if (run >= 0 && mayEndFile(patch, at, state)) {
      state.text += patch.slice(run, at)
      run = -1
    }
    const verdict = judge(patch, at, end, state)
    if (verdict === 'counts') run = run < 0 ? at : run
    else if (run >= 0) {
      state.text += patch.slice(run, at)
      run = -1
    }
    if (verdict === 'ends') break
    at = end
  }
  if (run >= 0) state.text += patch.slice(run, at)
  endFile(state)
  return Buffer.from(state.sum).toString('hex')
}

function firstDiffLine(patch: string): number {
  if (patch.startsWith('diff ')) return 0
  const at = patch.indexOf('\ndiff ')
  return at < 0 ? patch.length : at + 1
}

function mayEndFile(patch: string, at: number, state: State): boolean {
  return (state.before === 0 && state.after === 0) || (state.before === -1 && /[GB]/.test(patch[at] ?? ''))
}

function judge(patch: string, at: number, end: number, state: State): Verdict {
  const first = patch.charCodeAt(at)
  if (first === backslash && patch[at + 1] === ' ' && end - at > 12) return 'passed'
  if (isCommitLine(patch, at, first)) return 'ends'
  const isDiff = first === letterD && patch.startsWith('diff ', at)
  if (state.before === -1) {
    const verdict = judgeHeader(patch, at, end, state)
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
    if (patch.startsWith('@@ -', at)) {
      const counts = hunkCounts(patch.slice(at, Math.min(end, at + 100)))
      state.before = counts?.before ?? state.before
      state.after = counts?.after ?? state.after
      return 'passed'
    }
    if (!isDiff) return 'ends'
    endFile(state)
    state.before = state.after = -1
  }
  if (first === minus || first === space) state.before--
  if (first === plus || first === space) state.after--
  return 'counts'
}

/** A line of a file's header; undefined where the common rules go on with it. */
function judgeHeader(patch: string, at: number, end: number, state: State): Verdict | undefined {
  if (patch.startsWith('GIT binary patch', at) || patch.startsWith('Binary files', at)) {
    state.isBinary = true
    state.before = 0
    state.text += state.index
    endFile(state)
    return 'passed'
  }
  if (patch.startsWith('index ', at)) {
    state.index = blobIds(patch.slice(at + 6, end)) ?? state.index
    return 'passed'
  }
  if (patch.startsWith('--- ', at)) {
    state.before = state.after = 1
    return undefined
  }
  return isLetter(patch.charCodeAt(at)) ? undefined : 'ends'
}

/** Adds the SHA-1 of the file's text to the sum, byte by byte with carry, so that the order of files does not matter. */
function endFile(state: State): void {
  const digest = hash('sha1', withoutSpace(state.text), 'buffer')
  let carry = 0
  for (let at = 0; at < 20; at++) {
    carry += (state.sum[at] ?? 0) + (digest[at] ?? 0)
    state.sum[at] = carry & 0xff
    carry >>= 8
  }
  state.text = ''
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
  const blank = rest.indexOf(' ')
  return line.slice(0, dots) + (blank < 0 ? rest.replace(/\n$/, '') : rest.slice(0, blank))
}

/** In UTF-8. To git a form feed is no white space. */
function withoutSpace(text: string): Uint8Array {
  const bytes = Buffer.from(text)
  let kept = 0
  // By index: an iterator takes three times as long.
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte > space || !isSpace(byte)) bytes[kept++] = byte
  }
  return bytes.subarray(0, kept)
}

function isSpace(byte: number): boolean {
  return byte === space || byte === tab || byte === lineFeed || byte === carriageReturn
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
const tab = 0x09
const lineFeed = 0x0a
const carriageReturn = 0x0d
