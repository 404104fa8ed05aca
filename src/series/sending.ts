import type { Part } from '#src/series/part.ts'

/** Parts that were sent together as one revision, at most one a number. Changed only while parts are being grouped. */
export interface Sending {
  readonly slots: Map<number, Part>
  readonly sender: string
  version: string
  /** 0 while no part tells. */
  total: number
  isResend: boolean
}

export function newSending(part: Part): Sending {
  return {
    slots: new Map([[part.number, part]]),
    sender: part.sender,
    version: part.version,
    total: part.total,
    isResend: part.isResend,
  }
}

/** In the order of their numbers. */
export function partsOf(sending: Sending): Part[] {
  return [...sending.slots.values()].sort((left, right) => left.number - right.number)
}

/** An order of parts that depends on nothing but the mails themselves. */
export function bySent(left: Part, right: Part): number {
  return left.time - right.time || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
}

/** What makes two sendings one, strongest first. */
export type Tie = 'same run' | 'answers cover' | 'answers part' | 'same thread' | 'same time' | 'same name'

/**
 * Moves the parts of `other` into `sending` where their subjects allow it: one sender (or one name), one total, one version, and no
 * number twice. Within one run of the mailer versions may differ (`-v2` forgotten on a part), and a cover's total (it is
 * written by hand); patches that say no version have that of the cover that they answer.
 */
export function join(sending: Sending, other: Sending, tie: Tie): boolean {
  if (sending === other || (sending.sender !== other.sender && tie !== 'same name')) return false
  const [withCover, patches] = sending.slots.has(0) ? [sending, other] : [other, sending]
  const isPair = withCover.slots.has(0) && !patches.slots.has(0)
  const version = agreedVersion(withCover, patches, isPair || tie === 'same run' ? tie : undefined)
  const total = agreedTotal(withCover, patches, isPair && tie === 'same run')
  if (version === undefined || total === undefined) return false
  if (sending.isResend !== other.isResend && !(isPair && mayDifferInResend(withCover, tie))) return false
  for (const number of other.slots.keys()) if (sending.slots.has(number)) return false
  for (const [number, part] of other.slots) sending.slots.set(number, part)
  sending.version = version
  sending.total = total
  sending.isResend ||= other.isResend
  return true
}

/** The cover alone says it, or all but it: patches that answer a cover have its label as they have its version. */
function mayDifferInResend(withCover: Sending, tie: Tie): boolean {
  return withCover.slots.size === 1 || (withCover.isResend && tie === 'answers cover')
}

function agreedVersion(withCover: Sending, patches: Sending, tie: Tie | undefined): string | undefined {
  if (withCover.version === patches.version) return withCover.version
  if (tie === 'same run') return writtenVersion([withCover, patches])
  return patches.version === '1' && tie === 'answers cover' ? withCover.version : undefined
}

/** Of two versions in one run the one that somebody wrote; of two written ones that of more parts. */
function writtenVersion(sendings: readonly Sending[]): string | undefined {
  const written = sendings.filter((sending) => sending.version !== '1')
  const bigger = written.sort(
    (left, right) => right.slots.size - left.slots.size || (left.version < right.version ? 1 : -1),
  )
  return bigger[0]?.version
}

function agreedTotal(withCover: Sending, patches: Sending, mayDiffer: boolean): number | undefined {
  if (withCover.total === patches.total || patches.total === 0) return withCover.total
  if (withCover.total === 0) return patches.total
  return mayDiffer && withCover.slots.size === 1 ? patches.total : undefined
}
