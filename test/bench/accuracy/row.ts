import { createHash } from 'node:crypto'
import type { Corpus } from './corpus.ts'

/** One place where we and another tool say different things. */
interface Disagreement {
  readonly messageId: string
  readonly ours: string
  readonly theirs: string
  /** Why this is no fault of ours, where a rule says so for every such case; else the table of disagreements does. */
  readonly because?: string
}

/** One field measured: `of` counts all outcomes there are, none left out, and output that is missing counts as wrong. */
export interface Tally {
  readonly of: number
  readonly disagreements: readonly Disagreement[]
}

/** One line of the table. */
export interface Row {
  readonly field: string
  readonly against: string
  /** Percent. */
  readonly floor: number
  measure(corpus: Corpus): Tally | Promise<Tally>
}

/** Collects a row's comparisons. */
export function tally(): {
  compare(messageId: string, ours: unknown, theirs: unknown, because?: string): void
  result(): Tally
} {
  let of = 0
  const disagreements: Disagreement[] = []
  return {
    compare(messageId, ours, theirs, because) {
      of++
      const [mine, other] = [JSON.stringify(ours) ?? 'nothing', JSON.stringify(theirs) ?? 'nothing']
      if (mine === other) return
      disagreements.push({ messageId, ours: mine, theirs: other, ...(because === undefined ? {} : { because }) })
    },
    result: () => ({ of, disagreements }),
  }
}

/** The key under which a mail stands in the tables of the project: corpus mail is not ours to name. */
export function hashedId(messageId: string): string {
  return createHash('sha256').update(messageId).digest('hex').slice(0, 12)
}
