import type { Revision } from '#src/series/revision.ts'
import { partIds } from '#src/series/revision.ts'
import type { SavedSeries } from '#src/storage/storage.ts'

export interface KeyedRevision {
  readonly revision: Revision
  /** Stays for life: posts hang on it. */
  readonly key: string
  readonly saved: SavedSeries | undefined
}

/**
 * Finds for each revision the series that it was before: the same id, else one that has a part in common. A late cover
 * or a part that joins two halves changes a revision's own id; of several the one that was announced first goes on.
 */
export function keyRevisions(revisions: readonly Revision[], saved: readonly SavedSeries[]): readonly KeyedRevision[] {
  const byPart = new Map<string, SavedSeries[]>()
  for (const one of saved) for (const part of partIds(one.summary.revision)) append(byPart, part, one)
  const taken = new Set<string>()
  const ordered = [...revisions].sort((a, b) => a.firstAt - b.firstAt || (a.id < b.id ? -1 : 1))
  const same = new Map<Revision, SavedSeries>()
  // Those that kept their id choose first, so that a series split off later cannot take an older one's place.
  for (const revision of ordered)
    claim(
      revision,
      saved.filter(({ summary }) => summary.revision.id === revision.id),
    )
  for (const revision of ordered) {
    if (!same.has(revision))
      claim(
        revision,
        partIds(revision).flatMap((part) => byPart.get(part) ?? []),
      )
  }
  const used = new Set(taken)
  return ordered.map((revision) => {
    const before = same.get(revision)
    return { revision, key: before?.key ?? freeKey(revision.id, used), saved: before }
  })

  function claim(revision: Revision, candidates: readonly SavedSeries[]): void {
    const free = candidates.filter(({ key }) => !taken.has(key)).sort(byAnnouncement)
    const first = free[0]
    if (first === undefined) return
    taken.add(first.key)
    same.set(revision, first)
  }
}

/** The id, unless a series that has moved on still goes by it. */
function freeKey(id: string, used: Set<string>): string {
  let key = id
  for (let next = 2; used.has(key); next += 1) key = `${id}-${next}`
  used.add(key)
  return key
}

function byAnnouncement(a: SavedSeries, b: SavedSeries): number {
  return (a.announcedAt ?? Infinity) - (b.announcedAt ?? Infinity) || (a.key < b.key ? -1 : 1)
}

function append(map: Map<string, SavedSeries[]>, key: string, value: SavedSeries): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}
