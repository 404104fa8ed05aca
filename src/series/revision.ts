import type { Address } from '#src/mail/message.ts'
import type { Trailer } from '#src/patch/list-mail.ts'

/** A review trailer of a reply, credited to the patch it answers. */
export interface Review extends Trailer {
  /** 0 when given to the cover, that is to every patch. */
  readonly patch: number
  readonly messageId: string
  readonly at: number
  /** Another address, and another name, than the sender's: shown apart, never counted. */
  readonly mismatch?: boolean
  /** Given under a condition ("with that fixed"): not counted. */
  readonly conditional?: boolean
  /** The author's own: not counted. */
  readonly own?: boolean
  /** From a robot, or a robot's suggestion: not counted. */
  readonly robot?: boolean
}

export type LinkReason = 'change-id' | 'link' | 'in-reply-to' | 'author and title' | 'shared patches'

/** One sending of a series: `[PATCH v2 0/3]` and its parts. A single patch is a revision of one. */
export interface Revision {
  /** Made from content alone, so that any order of arrival gives the same id. */
  readonly id: string
  readonly title: string
  readonly author: Address
  readonly version: string
  readonly tags: readonly string[]
  readonly trees: readonly string[]
  readonly total: number
  /** Numbers that are here, ascending; 0 is the cover. */
  readonly received: readonly number[]
  readonly cover: string | undefined
  /** `total` places; undefined where the part has not arrived. */
  readonly patches: readonly (string | undefined)[]
  /** Parts beyond the total (6/5), between two others (4.5/5), and one-patch rerolls. */
  readonly extra: readonly string[]
  /** `receivedAt` of the first and the newest part. */
  readonly firstAt: number
  readonly lastAt: number
  readonly reviews: readonly Review[]
  /** Ids of replies in this revision's thread, oldest first. */
  readonly replies: readonly string[]
  readonly problem: string | undefined
}

/** A revision and the one it follows. */
export interface Lineage {
  readonly previous: string | undefined
  readonly previousBecause: LinkReason | undefined
}

/** Every numbered part is here (a cover is not required: many series have none). */
export function isComplete(revision: Revision): boolean {
  return revision.patches.every((patch) => patch !== undefined)
}

/** The mail that a reader would open first: the cover, else the first patch that is here. */
export function headOf(revision: Revision): string {
  return revision.cover ?? revision.patches.find((patch) => patch !== undefined) ?? revision.extra[0] ?? revision.id
}

/** Ids of a revision's own mails: cover, patches, extra parts. */
export function partIds(revision: Revision): readonly string[] {
  const patches = revision.patches.filter((patch) => patch !== undefined)
  return [...(revision.cover === undefined ? [] : [revision.cover]), ...patches, ...revision.extra]
}
