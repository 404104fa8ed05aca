import type { Address } from '#src/mail/message.ts'
import type { FileChange } from '#src/patch/list-mail.ts'
import type { LinkReason, Revision, Review } from '#src/series/revision.ts'

/** `maybe` is never announced as fact. */
export type SeriesState =
  | { readonly is: 'new' | 'in review' }
  | {
      readonly is: 'applied' | 'queued' | 'pulled' | 'changes requested' | 'nak'
      readonly by: Address
      /** The sentence that says so, and its mail. */
      readonly sentence: string
      readonly messageId: string
      readonly at: number
      /** The tree or branch where named. */
      readonly tree?: string
      /** Numbers of the patches meant; undefined for all. */
      readonly patches?: readonly number[]
      readonly maybe?: boolean
    }

export interface PatchLine {
  readonly number: number
  /** undefined for a part that has not arrived. */
  readonly messageId: string | undefined
  readonly title: string
  readonly author: Address | undefined
  readonly added: number
  readonly removed: number
}

/** A part that has none of the places: `6/5`, `4.5/5`, `v5.1 3/5`. */
export interface ExtraLine extends PatchLine {
  readonly label: string
}

export interface PreviousRevision {
  /** That of the revision. */
  readonly id: string
  /** Under which the series is kept, where it is: it stays when late parts change the revision's id. */
  readonly key?: string
  readonly because: LinkReason
  readonly version: string
}

/** A revision condensed: all that a post needs, from the mails' own words. */
export interface Summary {
  readonly revision: Revision
  /** Message id of the head mail, for links. */
  readonly head: string
  readonly kind: 'series' | 'patch' | 'pull'
  readonly archs: readonly string[]
  readonly subsystems: readonly string[]
  readonly files: readonly FileChange[]
  readonly fileCount: number
  readonly added: number
  readonly removed: number
  /** At most 500 characters, whole words. */
  readonly abstract: string
  /** "Changed since v2" from the changelog, '' where none is given. */
  readonly changes: string
  readonly patches: readonly PatchLine[]
  /** Undefined in what was saved before there was such a thing. */
  readonly extra?: readonly ExtraLine[]
  readonly reviews: readonly Review[]
  /** How many replies there are, robots not counted. */
  readonly replyCount: number
  readonly state: SeriesState
  readonly lists: readonly string[]
  readonly previous: PreviousRevision | undefined
}
