import { printedPerson } from '#src/mail/address.ts'
import type { Review } from '#src/series/revision.ts'
import type { Summary } from '#src/summary/summary.ts'

/** The `series` JSON line, keys and order as in the published interface: ISO instants, null where nothing is. */
export function seriesLine(summary: Summary): object {
  const { revision } = summary
  return {
    id: revision.id,
    title: revision.title,
    author: printedPerson(revision.author),
    version: revision.version,
    tags: revision.tags,
    trees: revision.trees,
    total: revision.total,
    received: revision.received,
    cover: revision.cover ?? null,
    patches: revision.patches.map((id) => id ?? null),
    extra: revision.extra,
    previous: summary.previous?.id ?? null,
    previousBecause: summary.previous?.because ?? null,
    files: summary.fileCount,
    added: summary.added,
    removed: summary.removed,
    archs: summary.archs,
    subsystems: summary.subsystems,
    firstAt: instant(revision.firstAt),
    lastAt: instant(revision.lastAt),
    reviews: revision.reviews.map(reviewOf),
    problem: revision.problem ?? null,
  }
}

/** Those that may not be counted say why. */
function reviewOf({ name, value, patch, messageId, mismatch, conditional, own, robot }: Review): object {
  const flags = Object.entries({ mismatch, conditional, own, robot }).filter(([, isSet]) => isSet === true)
  return { name, value, patch, messageId, ...Object.fromEntries(flags) }
}

/** Like `2026-02-02T14:45:57Z`; null for what no calendar holds. */
function instant(at: number): string | null {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace(/\.\d{3}Z$/, 'Z')
}
