import type { Trailer } from '#src/patch/list-mail.ts'
import type { MailOf } from '#src/series/face.ts'
import { matchPatches } from '#src/series/match-patches.ts'
import type { NumberedPatch, Pair } from '#src/series/match-patches.ts'
import { personKeys } from '#src/series/person.ts'
import { isReviewName } from '#src/series/review-name.ts'
import { countsAsReview } from '#src/series/reviews.ts'
import { isComplete } from '#src/series/revision.ts'
import type { Revision } from '#src/series/revision.ts'
import { personOf } from '#src/series/trailer-person.ts'

/** What became of one patch. Numbers are those of the two revisions. */
interface PatchChange {
  readonly is: 'unchanged' | 'changed' | 'added' | 'dropped'
  readonly title: string
  readonly older: number | undefined
  readonly newer: number | undefined
  /** It overtook others that are in both revisions. */
  readonly reordered: boolean
  /** Review trailers that the older patch had earned, in its mail or in replies. */
  readonly carried: readonly Trailer[]
  readonly lost: readonly Trailer[]
}

export interface RevisionDiff {
  /** In the newer revision's order, dropped ones last. */
  readonly patches: readonly PatchChange[]
  readonly unchanged: number
  readonly changed: number
  readonly added: number
  readonly dropped: number
  readonly reordered: number
  readonly carried: number
  readonly lost: number
  /** Parts of one revision are missing, so that "added" and "dropped" may be wrong. */
  readonly isPartial: boolean
}

/** Compares two revisions patch by patch. `unchanged` means the same diff; commit messages may differ. */
export function compareRevisions(older: Revision, newer: Revision, mailOf: MailOf): RevisionDiff {
  const [before, after] = [patchesOf(older, mailOf), patchesOf(newer, mailOf)]
  const pairs = matchPatches(before, after)
  const inOrder = longestRise(pairs.map((pair) => pair.older.number))
  const pairOf = new Map(pairs.map((pair) => [pair.newer, pair]))
  const kept = new Set(pairs.map((pair) => pair.older))
  const patches = [
    ...after.map((patch) => {
      const pair = pairOf.get(patch)
      return pair === undefined ? lone('added', patch) : keptPatch(pair, older, !inOrder.has(pair.older.number))
    }),
    ...before.filter((patch) => !kept.has(patch)).map((patch) => lone('dropped', patch)),
  ]
  return {
    patches,
    unchanged: patches.filter((patch) => patch.is === 'unchanged').length,
    changed: patches.filter((patch) => patch.is === 'changed').length,
    added: patches.filter((patch) => patch.is === 'added').length,
    dropped: patches.filter((patch) => patch.is === 'dropped').length,
    reordered: patches.filter((patch) => patch.reordered).length,
    carried: patches.reduce((sum, patch) => sum + patch.carried.length, 0),
    lost: patches.reduce((sum, patch) => sum + patch.lost.length, 0),
    isPartial: !isComplete(older) || !isComplete(newer),
  }
}

function patchesOf(revision: Revision, mailOf: MailOf): NumberedPatch[] {
  return revision.patches.flatMap((id, at) => {
    const mail = id === undefined ? undefined : mailOf(id)
    return mail === undefined ? [] : [{ number: at + 1, mail }]
  })
}

function lone(is: 'added' | 'dropped', { number, mail }: NumberedPatch): PatchChange {
  const numbers = is === 'added' ? { older: undefined, newer: number } : { older: number, newer: undefined }
  return { is, title: mail.subject.title, ...numbers, reordered: false, carried: [], lost: [] }
}

function keptPatch({ older, newer }: Pair, from: Revision, reordered: boolean): PatchChange {
  const isSame = older.mail.fingerprint !== undefined && older.mail.fingerprint === newer.mail.fingerprint
  const has = new Set(newer.mail.trailers.flatMap(trailerKeys))
  const earned = earnedTrailers(older, from)
  return {
    is: isSame ? 'unchanged' : 'changed',
    title: newer.mail.subject.title,
    older: older.number,
    newer: newer.number,
    reordered,
    carried: earned.filter((trailer) => trailerKeys(trailer).some((key) => has.has(key))),
    lost: earned.filter((trailer) => !trailerKeys(trailer).some((key) => has.has(key))),
  }
}

/** Reviews that stood in the patch already or were given to it or its cover, each person's once. */
function earnedTrailers({ number, mail }: NumberedPatch, revision: Revision): Trailer[] {
  const written = mail.trailers.filter((trailer) => isReviewName(trailer.name))
  const given = revision.reviews.filter(
    (review) => countsAsReview(review) && (review.patch === number || review.patch === 0),
  )
  const known = new Set<string>()
  return [...written, ...given].filter((trailer) => {
    const keys = trailerKeys(trailer)
    if (keys.some((key) => known.has(key))) return false
    for (const key of keys) known.add(key)
    return true
  })
}

function trailerKeys(trailer: Trailer): string[] {
  return personKeys(personOf(trailer.value)).map((person) => `${trailer.name.toLowerCase()} ${person}`)
}

/** The members of a longest rising subsequence (patience sorting); numbers are distinct. */
function longestRise(numbers: readonly number[]): Set<number> {
  const tails: number[] = []
  const before = new Map<number, number | undefined>()
  for (const number of numbers) {
    let [low, high] = [0, tails.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((tails[middle] ?? 0) < number) low = middle + 1
      else high = middle
    }
    before.set(number, tails[low - 1])
    tails[low] = number
  }
  const rise = new Set<number>()
  for (let at = tails.at(-1); at !== undefined; at = before.get(at)) rise.add(at)
  return rise
}
