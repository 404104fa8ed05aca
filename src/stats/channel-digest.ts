import { displayName } from '#src/mail/address.ts'
import { isRobot } from '#src/mail/is-robot.ts'
import { canonicalAddress, type Mailmap } from '#src/mail/mailmap.ts'
import type { Address } from '#src/mail/message.ts'
import type { Counted } from '#src/stats/head-count.ts'
import type { Summary } from '#src/summary/summary.ts'
import { isTaken } from '#src/summary/taken-state.ts'

/** A series as a digest knows it: a `SavedSeries` is one. */
export interface DigestSeries {
  /** Of its post. */
  readonly key: string
  readonly summary: Summary
  readonly supersededBy?: string | undefined
}

/** What went on in a channel's part of a list. Instants in milliseconds, `until` is not part of the period. */
export interface Digest {
  readonly from: number
  readonly until: number
  /** Series sent for the first time, and those that follow an earlier version; the newest first. */
  readonly newSeries: readonly DigestSeries[]
  readonly newVersions: readonly DigestSeries[]
  /** Surely applied, queued or pulled in the period, the latest first. */
  readonly applied: readonly DigestSeries[]
  /** The most answered in the period first. */
  readonly hot: readonly { readonly series: DigestSeries; readonly replies: number }[]
  /** Nobody but its sender has said anything for `staleMs`, which was over in the period: a series is stale once. */
  readonly stale: readonly DigestSeries[]
  /** Who never sent a patch before, with their first series here. */
  readonly newcomers: readonly { readonly author: Address; readonly series: DigestSeries }[]
  /** Patches sent, by author, the busiest first. */
  readonly contributors: readonly Counted[]
}

export interface DigestInput {
  readonly from: number
  readonly until: number
  /** Each once: those begun in the period or `staleMs` before it, applied in it, or answered in it. */
  readonly series: readonly DigestSeries[]
  /** How many replies each got in the period, by key. */
  readonly replies: ReadonlyMap<string, number>
  /** When each address (lower case) sent its first patch; undefined where what is known does not reach back far enough. */
  readonly firstPatches: ReadonlyMap<string, number> | undefined
  readonly mailmap: Mailmap
}

const dayMs = 86_400_000
export const staleMs = 14 * dayMs
/** Fewer replies than this are no discussion. */
export const fewestReplies = 3

/** Sorts out what a digest tells. */
export function channelDigest(input: DigestInput): Digest {
  const { from, until, series, replies } = input
  const within = (at: number): boolean => at >= from && at < until
  const begun = series.filter(({ summary }) => within(summary.revision.firstAt)).sort(newestFirst)
  return {
    from,
    until,
    newSeries: begun.filter(isFirst),
    newVersions: begun.filter((one) => !isFirst(one)),
    applied: series
      .filter((one) => within(takenAt(one) ?? Number.NaN))
      .sort((a, b) => (takenAt(b) ?? 0) - (takenAt(a) ?? 0) || byKey(a, b)),
    hot: series
      .map((one) => ({ series: one, replies: replies.get(one.key) ?? 0 }))
      .filter((one) => one.replies >= fewestReplies)
      .sort((a, b) => b.replies - a.replies || newestFirst(a.series, b.series)),
    stale: series.filter((one) => isUnanswered(one) && within(one.summary.revision.lastAt + staleMs)).sort(newestFirst),
    newcomers: newcomersOf(begun, input),
    contributors: contributorsOf(begun, input.mailmap),
  }
}

/** A period in which nothing happened is not worth a post; that something grew old in it is. */
export function isEmptyDigest({ newSeries, newVersions, applied, hot, stale }: Digest): boolean {
  return [newSeries, newVersions, applied, hot, stale].every((part) => part.length === 0)
}

function isFirst({ summary }: DigestSeries): boolean {
  return summary.previous === undefined && summary.revision.version === '1'
}

function newestFirst(a: DigestSeries, b: DigestSeries): number {
  return b.summary.revision.firstAt - a.summary.revision.firstAt || byKey(a, b)
}

function byKey(a: DigestSeries, b: DigestSeries): number {
  return a.key < b.key ? -1 : 1
}

function takenAt({ summary: { state } }: DigestSeries): number | undefined {
  return isTaken(state) ? state.at : undefined
}

function isUnanswered({ summary, supersededBy }: DigestSeries): boolean {
  return supersededBy === undefined && summary.kind !== 'pull' && summary.state.is === 'new'
}

interface Sent {
  readonly author: Address
  /** As they wrote it, before addresses are put together. */
  readonly email: string
  readonly series: DigestSeries
}

/** The patches of these series that are here, by who wrote them, the oldest series first. Robots and pulls send none. */
function patchesOf(begun: readonly DigestSeries[], mailmap: Mailmap): readonly Sent[] {
  const sent = begun.filter(({ summary }) => summary.kind !== 'pull')
  return sent.toReversed().flatMap((series) =>
    series.summary.patches.flatMap(({ author }) => {
      if (author === undefined || isRobot(author)) return []
      return [{ author: canonicalAddress(author, mailmap), email: author.email.toLowerCase(), series }]
    }),
  )
}

/** By address, under the name last used. */
function contributorsOf(begun: readonly DigestSeries[], mailmap: Mailmap): readonly Counted[] {
  const people = new Map<string, Counted>()
  for (const { author } of patchesOf(begun, mailmap)) {
    const key = author.email.toLowerCase()
    people.set(key, { name: displayName(author), count: (people.get(key)?.count ?? 0) + 1 })
  }
  return [...people.values()].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
}

function newcomersOf(
  begun: readonly DigestSeries[],
  { from, firstPatches, mailmap }: DigestInput,
): Digest['newcomers'] {
  if (firstPatches === undefined) return []
  const found = new Map<string, Digest['newcomers'][number]>()
  const old = new Set<string>()
  for (const { author, email, series } of patchesOf(begun, mailmap)) {
    const person = author.email.toLowerCase()
    const isOld = [email, person].some((one) => (firstPatches.get(one) ?? from) < from)
    if (isOld) old.add(person)
    else if (!found.has(person)) found.set(person, { author, series })
  }
  return [...found].flatMap(([person, one]) => (old.has(person) ? [] : [one]))
}
