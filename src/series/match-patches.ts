import type { ListMail } from '#src/patch/list-mail.ts'
import { normalTitle } from '#src/series/face.ts'

/** A patch of a revision as far as it is here. */
export interface NumberedPatch {
  readonly number: number
  readonly mail: ListMail
}

export interface Pair {
  readonly older: NumberedPatch
  readonly newer: NumberedPatch
}

/**
 * Which patch of the older revision became which of the newer: equal diffs first, then equal titles, then what touches
 * the same files under a title that was only reworded. Each patch is in one pair at most.
 */
export function matchPatches(older: readonly NumberedPatch[], newer: readonly NumberedPatch[]): Pair[] {
  const pairs: Pair[] = []
  let [left, right] = [older, newer]
  for (const keyOf of [fingerprintAndTitle, fingerprintOf, titleOf]) {
    const found = pairEqual(left, right, keyOf)
    pairs.push(...found)
    left = left.filter((patch) => !found.some((pair) => pair.older === patch))
    right = right.filter((patch) => !found.some((pair) => pair.newer === patch))
  }
  pairs.push(...pairReworded(left, right))
  return pairs.sort((one, other) => one.newer.number - other.newer.number)
}

function pairEqual(
  older: readonly NumberedPatch[],
  newer: readonly NumberedPatch[],
  keyOf: (mail: ListMail) => string | undefined,
): Pair[] {
  const waiting = Map.groupBy(older, (patch) => keyOf(patch.mail))
  return newer.flatMap((patch) => {
    const key = keyOf(patch.mail)
    const match = key === undefined ? undefined : waiting.get(key)?.shift()
    return match === undefined ? [] : [{ older: match, newer: patch }]
  })
}

function fingerprintAndTitle(mail: ListMail): string | undefined {
  return mail.fingerprint === undefined ? undefined : `${mail.fingerprint} ${titleOf(mail)}`
}

function fingerprintOf(mail: ListMail): string | undefined {
  return mail.fingerprint
}

function titleOf(mail: ListMail): string {
  return normalTitle(mail.subject.title)
}

/** Comparing each with each is for the few that are left. */
const mostReworded = 100

function pairReworded(older: readonly NumberedPatch[], newer: readonly NumberedPatch[]): Pair[] {
  const free = new Set(older.slice(0, mostReworded))
  return newer.slice(0, mostReworded).flatMap((patch) => {
    const best = [...free]
      .map((candidate) => ({ candidate, likeness: likeness(candidate.mail, patch.mail) }))
      .filter(({ likeness: value }) => value >= 0.6)
      .sort((one, other) => other.likeness - one.likeness)[0]
    if (best === undefined) return []
    free.delete(best.candidate)
    return [{ older: best.candidate, newer: patch }]
  })
}

/** 0 to 1: words of the titles in common, for patches that touch a file in common. */
function likeness(one: ListMail, other: ListMail): number {
  const paths = new Set(one.files.map((file) => file.path))
  if (!other.files.some((file) => paths.has(file.path))) return 0
  const [words, others] = [wordsOfTitle(one), wordsOfTitle(other)]
  const common = [...words].filter((word) => others.has(word)).length
  return common / Math.max(1, words.size + others.size - common)
}

function wordsOfTitle(mail: ListMail): Set<string> {
  return new Set(titleOf(mail).match(/[\p{L}\p{N}_]+/gu))
}
