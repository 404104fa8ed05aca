import { nextLine } from '#src/lib/next-line.ts'
import { stripPrefix, unquotePath } from '#src/patch/diff-path.ts'

export interface GitHeader {
  /** The new path, or the old one of a deleted file. */
  readonly path: string
  readonly oldPath: string | undefined
  readonly isBinary: boolean
  /** Where hunks begin, or the next thing when there are none. */
  readonly end: number
}

/** The lines git writes between `diff --git` and the first hunk. */
const headerLine =
  /^(?:old mode |new mode |deleted file mode |new file mode |copy from |copy to |rename old |rename new |rename from |rename to |similarity index |dissimilarity index |index )/

/**
 * Reads a `diff --git a/F b/F` header (gitdiff `--patch` format). Undefined where no header line follows and no
 * name can be told: git would read on too.
 */
export function readGitHeader(patch: string, start: number): GitHeader | undefined {
  let at = nextLine(patch, start)
  let path = sameName(patch.slice(start + 11, Math.min(at, start + 5000)).trimEnd())
  let oldPath: string | undefined
  let isDeleted = false
  let lines = 0
  for (;;) {
    const end = nextLine(patch, at)
    const line = patch.slice(at, Math.min(end, at + 5000)).replace(/\r?\n$/, '')
    if (line.startsWith('--- ')) oldPath = stripPrefix(nameAt(line.slice(4))) ?? oldPath
    else if (line.startsWith('+++ ')) path = stripPrefix(nameAt(line.slice(4))) ?? oldPath ?? path
    else if (!headerLine.test(line)) break
    else if (line.startsWith('rename from ') || line.startsWith('copy from '))
      oldPath = nameAt(line.slice(line.indexOf('from ') + 5))
    else if (line.startsWith('rename old ')) oldPath = nameAt(line.slice(11))
    else if (line.startsWith('rename to ') || line.startsWith('copy to '))
      path = nameAt(line.slice(line.indexOf(' to ') + 4))
    else if (line.startsWith('rename new ')) path = nameAt(line.slice(11))
    else if (line.startsWith('deleted file mode ')) isDeleted = true
    lines++
    at = end
  }
  if (path === undefined || lines === 0) return undefined
  const binaryEnd = endOfBinary(patch, at)
  return {
    path,
    oldPath: isDeleted ? undefined : oldPath,
    isBinary: binaryEnd > 0,
    end: binaryEnd > 0 ? binaryEnd : at,
  }
}

function nameAt(text: string): string {
  if (text.startsWith('"')) return unquotePath(text).path
  const tab = text.indexOf('\t')
  return tab < 0 ? text : text.slice(0, tab)
}

/** The name that both sides of `a/F b/F` share; undefined for a rename, which says its names below. */
function sameName(sides: string): string | undefined {
  if (sides.startsWith('"')) return stripPrefix(unquotePath(sides).path)
  // `a/F b/F` with blanks in F: the halves are equal after the first slash of each.
  const firstSlash = sides.indexOf('/')
  if (firstSlash < 0) return sameHalf(sides)
  let tries = 0
  for (let at = sides.indexOf(' ', firstSlash); at >= 0 && tries < 50; at = sides.indexOf(' ', at + 1)) {
    const left = sides.slice(firstSlash + 1, at)
    const right = sides.slice(at + 1).startsWith('"') ? unquotePath(sides.slice(at + 1)).path : sides.slice(at + 1)
    if (right.slice(right.indexOf('/') + 1) === left) return left
    tries++
  }
  return undefined
}

/** `F F`, as `git diff --no-prefix` writes a file at the top. */
function sameHalf(sides: string): string | undefined {
  const half = sides.slice(0, (sides.length - 1) / 2)
  return half !== '' && sides === `${half} ${half}` ? half : undefined
}

/** Where a binary change ends: `Binary files … differ`, or `GIT binary patch` with its literal and delta blocks. */
function endOfBinary(patch: string, at: number): number {
  if (patch.startsWith('Binary files ', at) || patch.startsWith('Files ', at)) return nextLine(patch, at)
  if (!patch.startsWith('GIT binary patch', at)) return 0
  let end = nextLine(patch, at)
  while (patch.startsWith('literal ', end) || patch.startsWith('delta ', end)) {
    end = nextLine(patch, end)
    while (end < patch.length && patch[end] !== '\n') end = nextLine(patch, end)
    end = nextLine(patch, end)
  }
  return end
}
