import { createHash } from 'node:crypto'
import type { Corpus } from './corpus.ts'

/** One place where we and another tool say different things. */
interface Disagreement {
  readonly messageId: string
  readonly ours: string
  readonly theirs: string
}

/** One field measured: `of` counts the outcomes there are, so output that is missing counts as wrong. */
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
  compare(messageId: string, ours: unknown, theirs: unknown): void
  result(): Tally
} {
  let of = 0
  const disagreements: Disagreement[] = []
  return {
    compare(messageId, ours, theirs) {
      of++
      const [mine, other] = [JSON.stringify(ours) ?? 'nothing', JSON.stringify(theirs) ?? 'nothing']
      if (mine !== other) disagreements.push({ messageId, ours: mine, theirs: other })
    },
    result: () => ({ of, disagreements }),
  }
}

/** The key under which a mail stands in the tables of the project: corpus mail is not ours to name. */
export function hashedId(messageId: string): string {
  return createHash('sha256').update(messageId).digest('hex').slice(0, 12)
}
