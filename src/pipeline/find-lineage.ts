import type { ListMail } from '#src/patch/list-mail.ts'
import type { KeyedRevision } from '#src/pipeline/series-keys.ts'
import { findPrevious } from '#src/series/lineage.ts'
import { partIds } from '#src/series/revision.ts'
import type { SavedSeries, Storage } from '#src/storage/storage.ts'
import { summarise } from '#src/summary/summarise.ts'
import type { Summary } from '#src/summary/summary.ts'
import type { Tables } from '#src/tag/tables.ts'

/** A revision as it is now, with the one it follows. */
export interface LinkedSeries extends KeyedRevision {
  readonly summary: Summary
  /** The series before, from this cluster or another. */
  readonly previous:
    (Pick<SavedSeries, 'key' | 'summary' | 'supersededBy'> & Partial<Pick<SavedSeries, 'announcedAt'>>) | undefined
  /** Likely relatives of other clusters that have no predecessor yet and are newer than this one. */
  readonly orphans: readonly string[]
}

type MailOf = (id: string) => ListMail | undefined

/** Condenses each revision and finds its predecessor, in its own cluster or in others that have something in common. */
export async function linkSeries(
  keyed: readonly KeyedRevision[],
  mailOf: MailOf,
  storage: Storage,
  tables: Tables,
): Promise<readonly LinkedSeries[]> {
  const here = new Map(keyed.map((one) => [one.key, { ...one, summary: summarise(one.revision, mailOf, tables) }]))
  const linked: LinkedSeries[] = []
  for (const { revision, key, saved, summary } of here.values()) {
    const parts = partIds(summary.revision).flatMap((id) => mailOf(id) ?? [])
    const found = await storage.relatives(summary, parts)
    const others = found.filter((relative) => !here.has(relative.key))
    const findMail = await withMailsOf(others, mailOf, storage)
    const candidates = [...here.values(), ...others].filter((candidate) => candidate.key !== key)
    const lineage = findPrevious(
      revision,
      candidates.map((candidate) => candidate.summary.revision),
      findMail,
    )
    const before = candidates.find((candidate) => candidate.summary.revision.id === lineage.previous)
    const previous =
      before === undefined || lineage.previousBecause === undefined
        ? undefined
        : {
            id: before.summary.revision.id,
            key: before.key,
            because: lineage.previousBecause,
            version: before.summary.revision.version,
          }
    linked.push({
      revision,
      key,
      saved,
      summary: { ...summary, previous },
      previous: before,
      orphans: others.filter((other) => mayFollow(other, revision.firstAt)).map((other) => other.key),
    })
  }
  return linked
}

function mayFollow({ summary }: SavedSeries, firstAt: number): boolean {
  return summary.previous === undefined && summary.revision.firstAt > firstAt
}

async function withMailsOf(others: readonly SavedSeries[], mailOf: MailOf, storage: Storage): Promise<MailOf> {
  if (others.length === 0) return mailOf
  const mails = await storage.mailsByIds(others.flatMap(({ summary }) => partIds(summary.revision)))
  const byId = new Map(mails.map((mail) => [mail.messageId, mail]))
  return (id) => mailOf(id) ?? byId.get(id)
}
