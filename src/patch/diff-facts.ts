import { nextLine } from '#src/lib/next-line.ts'
import { readGitHeader } from '#src/patch/git-header.ts'
import { readHunks } from '#src/lib/hunks.ts'
import { traditionalPath } from '#src/patch/diff-path.ts'
import type { FileChange } from '#src/patch/list-mail.ts'

/** What a diff does, file by file, and in total. */
export interface DiffFacts {
  readonly files: readonly FileChange[]
  readonly added: number
  readonly removed: number
  /** Where the text does not fit what the hunk headers promise (a mail program wrapped or cut it). */
  readonly problem: string | undefined
}

export const noDiff: DiffFacts = { files: [], added: 0, removed: 0, problem: undefined }

/**
 * Reads the files and line counts of the diffs in `patch`, as `git apply --numstat` finds them: git and plain
 * unified diffs, `Index:` and `diff -- a/F b/F` forms, renames, mode changes, binary and empty files.
 * A file that two diffs of one mail touch is listed twice, as git does.
 */
export function readDiff(patch: string): DiffFacts {
  const files: FileChange[] = []
  let added = 0
  let removed = 0
  let problem: string | undefined
  for (let at = 0; at < patch.length;) {
    const found = readFile(patch, at)
    if (found === undefined) {
      at = nextLine(patch, at)
      continue
    }
    files.push(found.file)
    added += found.file.added ?? 0
    removed += found.file.removed ?? 0
    problem ??= found.problem
    at = found.end
  }
  return { files, added, removed, problem }
}

interface FoundFile {
  readonly file: FileChange
  readonly end: number
  readonly problem: string | undefined
}

/** The file whose diff begins exactly at `at`, if one does. */
function readFile(patch: string, at: number): FoundFile | undefined {
  const first = patch.charCodeAt(at)
  if (first === 0x64 && patch.startsWith('diff --git ', at)) return readGitFile(patch, at)
  if (first === 0x2d && patch.startsWith('--- ', at)) return readPlainFile(patch, at)
  return undefined
}

function readGitFile(patch: string, at: number): FoundFile | undefined {
  const header = readGitHeader(patch, at)
  if (header === undefined) return undefined
  if (header.isBinary) {
    return { file: fileChange(header.path, header.oldPath, undefined, undefined), end: header.end, problem: undefined }
  }
  const hunks = readHunks(patch, header.end)
  return {
    file: fileChange(header.path, header.oldPath, hunks.added, hunks.removed),
    end: hunks.end,
    problem: hunks.problem,
  }
}

/** `--- a/F`, `+++ b/F` and a hunk: all that GNU diff, CVS and quilt give. */
function readPlainFile(patch: string, at: number): FoundFile | undefined {
  const second = nextLine(patch, at)
  const third = nextLine(patch, second)
  if (!patch.startsWith('+++ ', second) || !patch.startsWith('@@ -', third)) return undefined
  const path = traditionalPath(patch.slice(at + 4, second - 1), patch.slice(second + 4, third - 1))
  if (path === undefined) return undefined
  const hunks = readHunks(patch, third)
  return { file: fileChange(path, undefined, hunks.added, hunks.removed), end: hunks.end, problem: hunks.problem }
}

function fileChange(
  path: string,
  oldPath: string | undefined,
  added: number | undefined,
  removed: number | undefined,
): FileChange {
  return oldPath === undefined || oldPath === path ? { path, added, removed } : { path, oldPath, added, removed }
}
