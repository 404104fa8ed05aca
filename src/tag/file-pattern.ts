/** How one `F:` or `X:` line of MAINTAINERS matches paths, as `scripts/get_maintainer.pl` of the kernel reads it. */
export interface FilePattern {
  /** Every matching path lies in this directory (`a/b/`, '' for the top): what stands before the first wildcard. */
  readonly directory: string
  /** get_maintainer.pl's measure of how specific the pattern is: its slashes, one more for a file, -1 for `*…`. */
  readonly depth: number
  /** Characters of the pattern: of equally deep ones the longer says more. */
  readonly length: number
  matches(path: string): boolean
}

/**
 * Reads one pattern. A trailing slash takes everything below; otherwise the pattern is a prefix of paths with as many
 * slashes as itself, which is what the Perl script does (it anchors only the start). `**` crosses directories.
 */
export function readFilePattern(pattern: string): FilePattern {
  const wild = pattern.search(/[*?[]/)
  const literal = wild < 0 ? pattern : pattern.slice(0, wild)
  const directory = literal.slice(0, literal.lastIndexOf('/') + 1)
  const slashes = countSlashes(pattern)
  const isDirectory = pattern.endsWith('/')
  const depth = pattern.startsWith('*') ? -1 : isDirectory ? slashes : slashes + 1
  const start = wild < 0 ? literalStart(pattern) : wildStart(pattern)
  if (isDirectory || pattern.includes('**')) return { directory, depth, length: pattern.length, matches: start }
  // The script adds the slash that a directory's line forgot, since it can look at the tree; a path below tells us the same.
  const below = wild < 0 ? `${pattern}/` : undefined
  return {
    directory,
    depth,
    length: pattern.length,
    matches: (path) =>
      (start(path) && countSlashes(path) === slashes) || (below !== undefined && path.startsWith(below)),
  }
}

function literalStart(pattern: string): (path: string) => boolean {
  return (path) => path.startsWith(pattern)
}

/** `*` and `?` as the script turns them into a regular expression: `.*` and `.`, the rest literal but for `[…]`. */
function wildStart(pattern: string): (path: string) => boolean {
  const source = pattern
    .replaceAll('.', '\\.')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.')
    .replaceAll(/[+(){}|^$]/g, '\\$&')
  const expression = expressionOf(`^${source}`)
  return expression === undefined ? (path) => path.startsWith(pattern) : (path) => expression.test(path)
}

/** An expression as written in the table; undefined where it is none. */
export function expressionOf(source: string): RegExp | undefined {
  try {
    return new RegExp(source)
  } catch {
    return undefined
  }
}

function countSlashes(text: string): number {
  let count = 0
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) count++
  return count
}
