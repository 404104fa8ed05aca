import { faceOf } from '#src/series/face.ts'
import type { Face, MailOf } from '#src/series/face.ts'
import { indexFaces, relativesOf } from '#src/series/face-index.ts'
import { kinshipOf, linkReasons, sharedCount } from '#src/series/kinship.ts'
import type { Lineage, LinkReason, Revision } from '#src/series/revision.ts'

/**
 * The revision that this one follows, with the strongest evidence for it: of the candidates with that evidence the one
 * sent last. Candidates may be any revisions; those sent later, other work and `revision` itself are passed over.
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
  const [closest] = relatives.sort(closestFirst)
  const best = relatives.filter((relative) => isResendOf(relative, closest)).at(-1) ?? closest
  return { previous: best?.face.revision.id, previousBecause: best?.because }
}

/** A labelled resend took the place of what it sent again. */
function isResendOf({ face }: Relative, sent: Relative | undefined): boolean {
  if (sent === undefined || !face.revision.tags.includes('RESEND')) return false
  return face.revision.version === sent.face.revision.version && face.sentAt > sent.face.sentAt
}

/** The chain goes on from the newest relative; of those sent at once, from the surer one. */
function closestFirst(left: Relative, right: Relative): number {
  const strength = linkReasons.indexOf(left.because) - linkReasons.indexOf(right.because)
  if (strength !== 0) return strength
  return (
    right.face.sentAt - left.face.sentAt ||
    right.shared - left.shared ||
    (left.face.revision.id < right.face.revision.id ? -1 : 1)
  )
}
