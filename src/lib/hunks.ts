import { nextLine } from '#src/lib/next-line.ts'

export interface Hunks {
  readonly added: number
  readonly removed: number
  /** After the last line that belongs to a hunk. */
  readonly end: number
  readonly problem: string | undefined
}

const hunkHeader = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/

/** Counts the lines of the hunks that begin at `start`. The header's numbers say where each hunk ends. */
export function readHunks(patch: string, start: number): Hunks {
  let added = 0
  let removed = 0
  let at = start
  while (patch.startsWith('@@ -', at)) {
    const header = hunkHeader.exec(patch.slice(at, at + 60))
    if (header === null) break
    let before = Number(header[2] ?? 1)
    let after = Number(header[4] ?? 1)
    at = nextLine(patch, at)
    while (before > 0 || after > 0) {
      if (at >= patch.length) return { added, removed, end: at, problem: 'the diff ends inside a hunk' }
      const kind = patch.charCodeAt(at)
      // An empty line is an empty context line whose blank was stripped on the way.
      if (kind === space || kind === lineFeed) {
        before--
        after--
      } else if (kind === minus) {
        before--
        removed++
      } else if (kind === plus) {
        after--
        added++
      } else if (kind !== backslash) {
        return { added, removed, end: at, problem: 'the diff is broken inside a hunk' }
      }
      at = nextLine(patch, at)
    }
    if (before < 0 || after < 0) return { added, removed, end: at, problem: 'a hunk is longer than its header says' }
    while (patch.charCodeAt(at) === backslash) at = nextLine(patch, at)
  }
  return { added, removed, end: at, problem: undefined }
}

/** Whether a text holds hunks, each as long as its header promises. */
export function hunksFit(text: string): boolean {
  let found = false
  for (let at = 0; at < text.length;) {
    const { end, problem } = text.startsWith('@@ -', at) ? readHunks(text, at) : { end: at, problem: undefined }
    if (problem !== undefined || (end > at && overrunsOrGoesOn(text, end))) return false
    found ||= end > at
    at = end > at ? end : nextLine(text, at)
  }
  return found
}

/** Lines that were lost or joined show at the end: the signature was counted in, or more of the hunk follows. */
function overrunsOrGoesOn(text: string, end: number): boolean {
  if (text.startsWith('\n-- \n', end - 5)) return true
  const next = text.charCodeAt(end)
  return next === space || next === plus || (next === minus && !/^--(?:-? |-?$)/m.test(text.slice(end, end + 4)))
}

const lineFeed = 0x0a
const space = 0x20
const plus = 0x2b
const minus = 0x2d
const backslash = 0x5c
