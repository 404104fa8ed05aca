import { readFileSync } from 'node:fs'
import { verdictIn } from '#src/summary/verdicts-in.ts'
import type { Corpus } from './corpus.ts'
import { hashedId, tally, type Row, type Tally } from './row.ts'
import { allMails } from './series-rows.ts'

/** A reply of the corpus and what a person reads in it. */
interface Reading {
  readonly mail: string
  /** `maybe` stands for any plan or guess, `none` for talk. */
  readonly says: 'applied' | 'queued' | 'pulled' | 'nak' | 'changes requested' | 'dropped' | 'maybe' | 'none'
  /**
   * How it came into the list: `random` of all replies that say something, by the hash of their ids; `words`: each that
   * a plain search for applied, queued, pulled, merged, picked, pushed or NAK finds; `own`: read for other reasons.
   */
  readonly sample: 'random' | 'words' | 'own'
  readonly why: string
}

const taken = new Set<string>(['applied', 'queued', 'pulled'])

export const stateRows: readonly Row[] = [
  {
    field: 'state of a reply',
    against: '100 at random, read by hand',
    floor: 90,
    measure: (corpus) => compared(corpus, ({ sample }) => sample === 'random'),
  },
  {
    field: 'applied or queued: found',
    against: 'all replies read by hand',
    floor: 90,
    measure: (corpus) => compared(corpus, ({ says }) => taken.has(says)),
  },
  {
    field: 'applied or queued: false',
    against: 'all replies read by hand',
    floor: 100,
    measure: (corpus) => compared(corpus, ({ says }) => !taken.has(says), onlyWhetherTaken),
  },
  {
    field: 'other states',
    against: 'all replies read by hand',
    floor: 90,
    measure: (corpus) => compared(corpus, ({ says }) => !taken.has(says)),
  },
]

function compared(
  corpus: Corpus,
  isAsked: (reading: Reading) => boolean,
  seen: (says: string) => string = (says) => says,
): Tally {
  const row = tally()
  const byHash = new Map(allMails(corpus).map((mail) => [hashedId(mail.messageId), mail]))
  for (const reading of readByHand()) {
    const mail = byHash.get(reading.mail)
    if (mail === undefined || !isAsked(reading)) continue
    const verdict = verdictIn(mail, /\bpull\b/i.test(mail.subject.raw))
    const ours = verdict === undefined ? 'none' : verdict.maybe === true ? 'maybe' : verdict.is
    row.compare(mail.messageId, seen(ours), seen(reading.says))
  }
  return row.result()
}

function onlyWhetherTaken(says: string): string {
  return taken.has(says) ? 'taken' : 'not taken'
}

function readByHand(): readonly Reading[] {
  return readFileSync(new URL('states-by-hand.jsonl', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Reading)
}
