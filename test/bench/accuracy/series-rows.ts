import { assemble } from '#src/series/assemble.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { partIds } from '#src/series/revision.ts'
import type { Corpus, CorpusSet } from './corpus.ts'
import { tally, type Row, type Tally } from './row.ts'

/** A revision as b4 groups it: parts, the cover at 0, with the trailers that replies gave to each. */
interface B4Series {
  readonly revision: number
  readonly patches: readonly (B4Part | null)[]
}

interface B4Part {
  readonly mid: string
  readonly followup_trailers?: readonly (readonly [string, string])[]
}

/** Which mails make one revision, and which patch a reviewer meant. */
export const seriesRows: readonly Row[] = [
  {
    field: 'series membership',
    against: 'b4 alone',
    floor: 99.5,
    measure: (corpus) => membership(corpus, () => true),
  },
  {
    field: 'series membership',
    against: 'b4, parts read so by patchwork',
    floor: 99.5,
    measure: (corpus) => membership(corpus, isReadAlike),
  },
  {
    field: 'reply trailers',
    against: 'b4',
    floor: 99,
    measure(corpus) {
      const row = tally()
      for (const set of corpus.sets) {
        const credited = creditedIn(set)
        for (const part of b4Series(set).flatMap(partsOf)) {
          for (const [name, value] of part.followup_trailers ?? []) {
            const said = plain(name, value)
            row.compare(part.mid, credited.get(part.mid)?.has(said) === true ? said : undefined, said)
          }
        }
      }
      return row.result()
    },
  },
]

function membership(corpus: Corpus, isAsked: (series: B4Series, set: CorpusSet) => boolean): Tally {
  const row = tally()
  for (const set of corpus.sets) {
    const ours = membersOf(assemble(set.mails).map(partIds))
    for (const series of b4Series(set).filter((each) => isAsked(each, set))) {
      const group = partsOf(series).map((part) => part.mid)
      for (const id of group) row.compare(id, ours.get(id), [...group].sort())
    }
  }
  return row.result()
}

const partKinds: ReadonlySet<unknown> = new Set(['patch', 'cover'])

/**
 * The corpus keeps no groups of patchwork's. The nearest to what both agree on are those of b4 in which patchwork reads
 * every part as b4 does: as a patch or a cover of this version, with one total.
 */
function isReadAlike(series: B4Series, set: CorpusSet): boolean {
  const consensus = new Map(set.consensus.map((outcome) => [outcome.mid, outcome]))
  const read = partsOf(series).map((part) => consensus.get(part.mid))
  const areOfVersion = read.every((part) => partKinds.has(part?.['kind']) && part?.['version'] === series.revision)
  return areOfVersion && new Set(read.map((part) => part?.['total'])).size === 1
}

function b4Series(set: CorpusSet): readonly B4Series[] {
  return set.series as unknown as readonly B4Series[]
}

function partsOf(series: B4Series): readonly B4Part[] {
  return series.patches.filter((part) => part !== null)
}

/** For each mail the sorted ids of its revision. */
function membersOf(groups: readonly (readonly string[])[]): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, readonly string[]>()
  for (const group of groups) {
    const sorted = [...group].sort()
    for (const id of group) members.set(id, sorted)
  }
  return members
}

/** Trailers given to each part, by the part's id. */
function creditedIn(set: CorpusSet): ReadonlyMap<string, ReadonlySet<string>> {
  const credited = new Map<string, Set<string>>()
  const byId = new Map(set.mails.map((mail) => [mail.messageId, mail]))
  for (const revision of assemble(set.mails)) {
    for (const review of revision.reviews) {
      const extra = revision.extra.find((id) => byId.get(id)?.subject.number === review.patch)
      const id = review.patch === 0 ? revision.cover : (revision.patches[review.patch - 1] ?? extra)
      if (id === undefined) continue
      const said = credited.get(id) ?? new Set()
      credited.set(id, said.add(plain(review.name, review.value)))
    }
  }
  return credited
}

function plain(name: string, value: string): string {
  return `${name}: ${value}`.toLowerCase().replace(/\s+/g, ' ').trim()
}

/** Mails of all sets, each once. */
export function allMails(corpus: Corpus): readonly ListMail[] {
  return [...new Map(corpus.sets.flatMap((set) => set.mails.map((mail) => [mail.messageId, mail] as const))).values()]
}
