import { collapseSpace, splitSubject } from '#src/patch/subject-groups.ts'
import { readToken, type TokenReading } from '#src/patch/subject-token.ts'
import type { Subject } from '#src/patch/list-mail.ts'

/** What the prefix groups of a subject say, in the order of its words. */
interface Prefix {
  patch: boolean
  pull: boolean
  tags: string[]
  trees: string[]
  versions: string[]
  number: number | undefined
  total: number | undefined
}

/**
 * Takes a subject line apart. Follows what people write rather than one tool's grammar: `[PATCH v6,19/24]`,
 * `[PATCH RFCv2 4/9]`, `[v2PATCH12/15]`, `[PATCH 0 of 2]`, `[PATCH] v3: x`, groups in any number and nesting.
 * Brackets, slashes and versions inside the title mean nothing, save `(v2)` at its end.
 */
export function readSubject(raw: string): Subject {
  return readPullSubject(raw).subject
}

/** The same, and whether a prefix says PULL. */
export function readPullSubject(raw: string): { readonly subject: Subject; readonly asksToPull: boolean } {
  const { isReply, groups, rest } = splitSubject(raw)
  const prefix = readGroups(groups)
  const marked = prefix.patch || prefix.pull || prefix.tags.length > 0 || prefix.versions.length > 0
  const title = readTitle(rest, prefix, marked)
  const subject: Subject = {
    raw: collapseSpace(raw),
    title,
    version: versionOf(prefix, title),
    number: prefix.number,
    total: prefix.total,
    tags: [...new Set(prefix.tags)],
    trees: prefix.trees,
    isReply,
    isPatch: marked || (prefix.number !== undefined && !prefix.trees.some((tree) => tree.includes(':'))),
  }
  return { subject, asksToPull: prefix.pull }
}

function readGroups(groups: readonly string[]): Prefix {
  const prefix: Prefix = {
    patch: false,
    pull: false,
    tags: [],
    trees: [],
    versions: [],
    number: undefined,
    total: undefined,
  }
  for (const group of groups) {
    for (const word of words(group)) {
      const reading = readToken(word)
      if (reading === undefined) addTree(prefix, word)
      else add(prefix, reading)
    }
  }
  return prefix
}

/** The words of a group: `0 of 2` is one, and so is `n / m`. */
function words(group: string): readonly string[] {
  return (
    group
      .replace(/(^|[\s,])(\d{1,4}) of (\d{1,4})(?=$|[\s,])/gi, '$1$2/$3')
      .replace(/(^|[\s,])(\d{1,4}) ?\/ ?(\d{1,4})(?=$|[\s,])/g, '$1$2/$3')
      .replace(/\bv(?:ersion)? (\d{1,3})(?=$|[\s,])/gi, 'v$1')
      // The kernel that it is meant for, not a version of the patch.
      .replace(/\bfor (?=v?\d)/gi, 'for-')
      .split(/[\s,;]+/)
      .map((word) => word.replace(/^[:|()-]+|[:|()-]+$/g, ''))
      .filter((word) => word !== '')
  )
}

function add(prefix: Prefix, reading: TokenReading): void {
  prefix.patch ||= reading.patch
  prefix.pull ||= reading.pull
  prefix.tags.push(...reading.tags)
  prefix.versions.push(...reading.versions)
  if (prefix.number !== undefined || reading.number === undefined) return
  prefix.number = reading.number
  prefix.total = reading.total
}

/** `GIT` of `GIT PULL` is no tree, and what stands twice is one. */
function addTree(prefix: Prefix, word: string): void {
  if (/^git$/i.test(word) || prefix.trees.includes(word)) return
  prefix.trees.push(word)
}

/** `[PATCH] v3: x` and `[PATCH] 1/2: x`: what was meant for the brackets leaves the title. */
function readTitle(rest: string, prefix: Prefix, marked: boolean): string {
  if (!marked) return rest
  let title = rest
  const version = /^v(\d{1,3}(?:\.\d{1,3})?)\s?[:,-]\s?/i.exec(title)
  if (version !== null && prefix.versions.length === 0) {
    prefix.versions.push(version[1] ?? '')
    title = title.slice(version[0].length)
  }
  const place = /^(\d{1,3})\/(\d{1,3})\s?:\s?/.exec(title)
  if (place !== null && prefix.number === undefined) {
    prefix.number = Number(place[1])
    prefix.total = Number(place[2])
    title = title.slice(place[0].length)
  }
  return title === '' ? rest : title
}

/**
 * A kernel's number is no version: `[PATCH stable v4.9 v2]` is version 2 for the tree 4.9. A dotted one counts
 * as a version (`v5.5`, a reroll of one patch) where nothing says that a kernel is meant.
 */
function versionOf(prefix: Prefix, title: string): string {
  const whole = prefix.versions.findLast((version) => !version.includes('.'))
  const dotted = prefix.versions.filter((version) => version.includes('.'))
  const forKernel = whole !== undefined || isStable(prefix) || dotted.some(isKernelNumber)
  if (forKernel) for (const version of dotted) addTree(prefix, version)
  const written = whole ?? (forKernel ? undefined : dotted.at(-1))
  return written ?? /\(v(\d{1,3})\)\s*$/i.exec(title.slice(-20))?.[1] ?? '1'
}

function isStable(prefix: Prefix): boolean {
  return prefix.tags.includes('AUTOSEL') || prefix.trees.some((tree) => /^(stable|linux-\d)|\.y$|^for-/i.test(tree))
}

/** Nobody posts ten in-between versions: `v4.14` is a kernel. */
function isKernelNumber(version: string): boolean {
  return version.split('.').length > 2 || Number(version.split('.')[1]) >= 10
}
