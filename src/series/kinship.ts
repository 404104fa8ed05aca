import type { Face } from '#src/series/face.ts'
import type { LinkReason } from '#src/series/revision.ts'
import { compareVersions } from '#src/series/version-order.ts'

/** b4 looks back one year for titles, too: after that the same words mean other work. */
const titleMemoryMs = 365 * 24 * 3_600_000
const dayMs = 24 * 3_600_000
const monthMs = 30 * dayMs
const stableTree = /^(?:linux-)?\d|autosel|stable/i

/** Evidence in the order of its strength. */
export const linkReasons: readonly LinkReason[] = [
  'change-id',
  'link',
  'in-reply-to',
  'author and title',
  'shared patches',
]

/**
 * Why `older` may be an earlier revision of the work in `newer`: every reason that holds, strongest first; none where
 * dates, versions or trees speak against it.
 */
export function kinshipOf(newer: Face, older: Face): LinkReason[] {
  if (!mayPrecede(older, newer)) return []
  return linkReasons.filter((reason) => tests[reason](newer, older))
}

const tests: Readonly<Record<LinkReason, (newer: Face, older: Face) => boolean>> = {
  'change-id': hasChangeId,
  link: isLinked,
  'in-reply-to': isAnswered,
  'author and title': hasAuthorAndTitle,
  'shared patches': sharesPatches,
}

/** Date first, since numbers lie; a number may only go back where an RFC becomes a patch. */
function mayPrecede(older: Face, newer: Face): boolean {
  if (older.revision.id === newer.revision.id || older.sentAt >= newer.sentAt) return false
  if (older.isPull !== newer.isPull) return false
  if (homeTree(older) !== homeTree(newer)) return false
  const order = compareVersions(older.revision.version, newer.revision.version)
  return order <= 0 || (older.isRfc && !newer.isRfc)
}

/** Work for another project or a stable tree is other work, however alike the words; `net-next` or `RFC` are not. */
function homeTree({ revision }: Face): string {
  const homes = revision.trees.filter((tree) => /\d|^(autosel|stable|kvm-?unit-?tests?|kvm-?tool|qemu)$/i.test(tree))
  return homes
    .map((tree) => tree.toLowerCase())
    .sort()
    .join(' ')
}

/** A branch may be used again for other work: an id alone links neighbours, or what has something else in common. */
function hasChangeId(newer: Face, older: Face): boolean {
  if (overlap(newer.changeIds, older.changeIds) === 0) return false
  return isAlike(newer, older) || isNextVersion(newer, older)
}

function isLinked(newer: Face, older: Face): boolean {
  if (newer.supersedes.some((id) => older.partIds.has(id))) return true
  if (!newer.links.some((id) => older.partIds.has(id))) return false
  // People link to what they build on as well: only the same person's, or the same patches, are an earlier version.
  if (isAlike(newer, older)) return true
  // A first version names the RFCs that it replaces as well as those that it continues.
  const isNext = compareVersions(newer.revision.version, older.revision.version) > 0 || haveWordsInCommon(newer, older)
  return isSamePerson(newer, older) && isNextVersion(newer, older) && isNext
}

function haveWordsInCommon(newer: Face, older: Face): boolean {
  const [words, others] = [newer, older].map((face) => new Set(face.title.split(/[^\p{L}\p{N}]+/u).filter(Boolean)))
  if (words === undefined || others === undefined) return false
  return overlap(words, others) * 3 >= Math.min(words.size, others.size)
}

function isAnswered(newer: Face, older: Face): boolean {
  if (!newer.ancestry.some((id) => older.partIds.has(id))) return false
  if (isAlike(newer, older)) return true
  const answersHead = newer.ancestry.slice(0, 1).some((id) => older.partIds.has(id))
  return answersHead && isSamePerson(newer, older) && isNextVersion(newer, older)
}

function hasAuthorAndTitle(newer: Face, older: Face): boolean {
  if (newer.title !== older.title || newer.title === '' || !isSamePerson(newer, older)) return false
  if (newer.sentAt - older.sentAt > titleMemoryMs || newer.isPull) return false
  if (compareVersions(newer.revision.version, older.revision.version) > 0) return true
  // "fixes" v1 after "fixes" v1 is other work, unless patches say that it is not.
  const mayShare = newer.patchTitles.size > 0 && older.patchTitles.size > 0
  if (!isLaterVersion(newer, older) && !isSentAgain(newer) && !isRepeated(newer, older)) return false
  return !mayShare || sharedCount(newer, older) > 0
}

/**
 * The same version again without a label: the same title alone may be the next fix of a kind, so most patches must be
 * the same too, or what went out first was a cover without them. Picks for stable trees come in rounds, not versions.
 */
function isRepeated(newer: Face, older: Face): boolean {
  const passedMs = newer.sentAt - older.sentAt
  if (compareVersions(newer.revision.version, older.revision.version) !== 0 || passedMs > monthMs) return false
  if (newer.isRfc !== older.isRfc || newer.revision.trees.some((tree) => stableTree.test(tree))) return false
  if (older.patchTitles.size === 0) return older.revision.total === newer.revision.total && passedMs < dayMs
  // One patch under the very same title within a week was mended, whatever its diff is now.
  if (newer.revision.total === 1 && older.revision.total === 1 && passedMs < 7 * dayMs) return true
  const smaller = Math.min(newer.patchTitles.size, older.patchTitles.size)
  const named = overlap(newer.patchTitles, older.patchTitles)
  return (named > 1 && named * 2 > smaller) || overlap(newer.fingerprints, older.fingerprints) * 2 > smaller
}

/** Other words may be other work: only the label tells that a version is sent again under them. */
function isSentAgain(newer: Face): boolean {
  return newer.revision.tags.includes('RESEND')
}

function sharesPatches(newer: Face, older: Face): boolean {
  if (newer.isPull || newer.sentAt - older.sentAt > memoryFor(newer, older)) return false
  if (!isSamePerson(newer, older) && !isHandedOver(newer, older)) return false
  const shared = sharedCount(newer, older)
  if (shared === 0) return false
  if (isNextVersion(newer, older)) return true
  const smaller = Math.min(newer.patchTitles.size, older.patchTitles.size)
  if (!isSamePerson(newer, older)) return true
  return isLaterVersion(newer, older) ? shared * 3 >= smaller : shared * 2 > smaller && isSentAgain(newer)
}

/** A maintainer posts the next version of somebody's work: most patches are still by who sent the one before. */
function isHandedOver(newer: Face, older: Face): boolean {
  if (compareVersions(newer.revision.version, older.revision.version) <= 0) return false
  const theirs = newer.writers.filter(({ keys }) => keys.some((key) => older.people.has(key)))
  return theirs.length * 2 > newer.writers.length
}

/** Versions that are missing between two took their time. */
function memoryFor(newer: Face, older: Face): number {
  const [now, before] = [newer, older].map((face) => Math.min(Math.floor(Number(face.revision.version)) || 1, 100))
  return titleMemoryMs + Math.max(0, (now ?? 1) - (before ?? 1) - 1) * monthMs
}

function isAlike(newer: Face, older: Face): boolean {
  return (newer.title !== '' && newer.title === older.title) || sharedCount(newer, older) > 0
}

export function sharedCount(newer: Face, older: Face): number {
  return Math.max(overlap(newer.patchTitles, older.patchTitles), overlap(newer.fingerprints, older.fingerprints))
}

function isSamePerson(newer: Face, older: Face): boolean {
  return overlap(newer.people, older.people) > 0
}

function isLaterVersion(newer: Face, older: Face): boolean {
  return compareVersions(newer.revision.version, older.revision.version) > 0 || (older.isRfc && !newer.isRfc)
}

/** v2 after v1, v3 after v2; the first patch after an RFC. */
function isNextVersion(newer: Face, older: Face): boolean {
  const [next, last] = [newer, older].map((face) => Math.floor(Number(face.revision.version)))
  return (next ?? 0) === (last ?? 0) + 1 || (older.isRfc && !newer.isRfc && next === 1)
}

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const [small, large] = one.size < other.size ? [one, other] : [other, one]
  let count = 0
  for (const value of small) if (large.has(value)) count += 1
  return count
}
