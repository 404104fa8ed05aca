import { readFileSync } from 'node:fs'
import { assemble } from '#src/series/assemble.ts'
import { lineages } from '#src/series/lineage.ts'
import { headOf } from '#src/series/revision.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import type { Corpus } from './corpus.ts'
import { makeLinks } from './made-links.ts'
import { hashedId, tally, type Row, type Tally } from './row.ts'
import { allMails } from './series-rows.ts'

/** A revision of the corpus, named by its head, and the one before it as a person sees it. */
interface Verdict {
  readonly id: string
  readonly previous: string | null
  readonly why: string
}

/** Revision and predecessor against what was read by hand: links that must be found, and links that must not be made. */
export const lineageRows: readonly Row[] = [
  {
    field: 'previous revision',
    against: 'read by hand: links found',
    floor: 97,
    measure: (corpus) => compared(corpus, (verdict) => verdict.previous !== null),
  },
  {
    field: 'previous revision',
    against: 'read by hand: none wrong',
    floor: 100,
    measure: (corpus) => compared(corpus, (_verdict, found) => found !== undefined, true),
  },
  {
    field: 'no previous revision',
    against: 'read by hand: non-links',
    floor: 100,
    measure: (corpus) => compared(corpus, (verdict) => verdict.previous === null),
  },
  {
    field: 'previous revision',
    against: 'made series: links found',
    floor: 97,
    measure: () => comparedWithMade((expected) => expected !== undefined),
  },
  {
    field: 'previous revision',
    against: 'made series: none wrong',
    floor: 100,
    measure: () => comparedWithMade((_expected, found) => found !== undefined),
  },
  {
    field: 'no previous revision',
    against: 'made series: non-links',
    floor: 100,
    measure: () => comparedWithMade((expected) => expected === undefined),
  },
]

/** Series with their versions from our own generator, whatever the corpus: what follows what is known by making. */
async function comparedWithMade(
  isAsked: (expected: string | undefined, found: string | undefined) => boolean,
): Promise<Tally> {
  const row = tally()
  const { mails, previous } = await makeLinks(2026, 300)
  const found = previousHeads(mails)
  for (const [head, expected] of previous) {
    const ours = found.get(hashedId(head))?.previous
    const theirs = expected === undefined ? undefined : hashedId(expected)
    if (isAsked(theirs, ours)) row.compare(head, ours ?? null, theirs ?? null)
  }
  return row.result()
}

function compared(
  corpus: Corpus,
  isAsked: (verdict: Verdict, found: string | undefined) => boolean,
  onlyFound = false,
): Tally {
  const row = tally()
  const found = previousHeads(allMails(corpus))
  for (const verdict of readByHand()) {
    const revision = found.get(verdict.id)
    if (revision === undefined || !isAsked(verdict, revision.previous)) continue
    if (onlyFound && revision.previous === undefined) continue
    row.compare(revision.head, revision.previous ?? null, verdict.previous)
  }
  return row.result()
}

/** A revision by its head. */
export interface Found {
  readonly head: string
  /** Hashed head of the revision before. */
  readonly previous: string | undefined
}

/** By hashed head: each revision that the mails make, with the one before it. */
export function previousHeads(mails: readonly ListMail[]): ReadonlyMap<string, Found> {
  const byId = new Map(mails.map((mail) => [mail.messageId, mail]))
  const revisions = assemble(mails)
  const links = lineages(revisions, (id) => byId.get(id))
  const heads = new Map(revisions.map((revision) => [revision.id, headOf(revision)]))
  return new Map(
    revisions.map((revision) => {
      const previous = heads.get(links.get(revision.id)?.previous ?? '')
      const head = headOf(revision)
      return [hashedId(head), { head, previous: previous === undefined ? undefined : hashedId(previous) }]
    }),
  )
}

function readByHand(): readonly Verdict[] {
  return readFileSync(new URL('previous-by-hand.jsonl', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Verdict)
}
