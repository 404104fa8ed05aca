import { faceOf } from '#src/series/face.ts'
import type { Face, MailOf } from '#src/series/face.ts'
import { indexFaces, relativesOf } from '#src/series/face-index.ts'
import { kinshipOf, linkReasons, sharedCount } from '#src/series/kinship.ts'
import type { Lineage, LinkReason, Revision } from '#src/series/revision.ts'
import { compareVersions } from '#src/series/version-order.ts'

/**
 * The revision that this one follows, with the strongest evidence for it: the last one sent of those that evidence ties
 * to it. Candidates may be any revisions; those sent later, other work and `revision` itself are passed over.
 */
export function findPrevious(revision: Revision, candidates: readonly Revision[], mailOf: MailOf): Lineage {
  const others = candidates.filter((candidate) => candidate.id !== revision.id)
  return previousOf(
    faceOf(revision, mailOf),
    others.map((candidate) => faceOf(candidate, mailOf)),
  )
}

/** `findPrevious` for every revision of an archive, by an index: near linear. Keys are revision ids. */
export function lineages(revisions: readonly Revision[], mailOf: MailOf): ReadonlyMap<string, Lineage> {
  const faces = revisions.map((revision) => faceOf(revision, mailOf))
  const index = indexFaces(faces)
  return new Map(faces.map((face) => [face.revision.id, previousOf(face, relativesOf(face, index))]))
}

interface Relative {
  readonly face: Face
  readonly because: LinkReason
  readonly shared: number
}

function previousOf(face: Face, candidates: readonly Face[]): Lineage {
  const relatives: Relative[] = []
  for (const candidate of candidates) {
    const [because] = kinshipOf(face, candidate)
    if (because !== undefined) relatives.push({ face: candidate, because, shared: sharedCount(face, candidate) })
  }
  const sure = relatives.filter(isSure)
  const told = relatives.filter(isTold).sort(newestFirst)[0]
  const named = told?.because === 'link' && told.face.title !== face.title ? undefined : told
  const chain = (sure.length > 0 ? sure : relatives)
    .filter((relative) => isTold(relative) || named === undefined || mayOvertake(relative, named, face))
    .sort(newestFirst)
  const between = relatives.filter((relative) => fillsGap(relative, face, chain[0])).sort(newestFirst)
  const best = between[0] ?? chain[0]
  return { previous: best?.face.revision.id, previousBecause: best?.because }
}

/** Titles such as "fixes" come again for other work, and single patches move between series: each alone is a guess. */
function isSure({ because, shared }: Relative): boolean {
  return because !== 'shared patches' && (because !== 'author and title' || shared > 0)
}

/** A branch's id or a link: the sender's own word. */
function isTold({ because }: Relative): boolean {
  return because === 'change-id' || because === 'link'
}

/**
 * What only looks alike comes after what the sender named where its version lies between, or is sent again. What
 * is linked to under another title may as well be a base of the work: it hides nothing.
 */
function mayOvertake({ face }: Relative, told: Relative, newer: Face): boolean {
  const [version, named, now] = [face.revision.version, told.face.revision.version, newer.revision.version]
  if (face.sentAt <= told.face.sentAt) return true
  if (compareVersions(version, named) === 0) return face.revision.tags.includes('RESEND')
  return compareVersions(version, named) > 0 && compareVersions(version, now) < 0
}

/** Most patches in common with a version between the one found and this one, or with a labelled resend of the one found. */
function fillsGap({ face, because, shared }: Relative, newer: Face, found: Relative | undefined): boolean {
  if (found === undefined || because !== 'shared patches' || face.sentAt <= found.face.sentAt) return false
  if (shared * 2 < Math.min(newer.patchTitles.size, face.patchTitles.size)) return false
  const [version, older, now] = [face.revision.version, found.face.revision.version, newer.revision.version]
  if (compareVersions(version, older) === 0) return face.revision.tags.includes('RESEND')
  return compareVersions(version, older) > 0 && compareVersions(version, now) < 0
}

/** A work's revisions are a chain: the next older one is the last sent. Of those sent at once the surer one. */
function newestFirst(left: Relative, right: Relative): number {
  return (
    right.face.sentAt - left.face.sentAt ||
    linkReasons.indexOf(left.because) - linkReasons.indexOf(right.because) ||
    right.shared - left.shared ||
    (left.face.revision.id < right.face.revision.id ? -1 : 1)
  )
}
