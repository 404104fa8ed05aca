import type { Person } from './people.ts'

/** One patch of a story. The diff is made up from `files`; how big it gets is `size`, from 1 (a line or two) upwards. */
export interface PatchStory {
  readonly title: string
  readonly why: string
  readonly files: readonly string[]
  readonly size?: number
  /** Trailers beside the author's Signed-off-by. */
  readonly trailers?: readonly string[]
  /** Files of `files` that this patch brings into the world. */
  readonly created?: readonly string[]
  /** `files[0]` was called so before. */
  readonly renamedFrom?: string
}

/** An answer in a story's thread. */
export interface ReplyStory {
  readonly by: Person
  /** Hours after the series was sent. */
  readonly after: number
  /** 0 for the cover, or for the only patch. */
  readonly to: number
  readonly says: string
  readonly trailers?: readonly string[]
  /** Answers that earlier reply instead of the patch: its place in `replies`. */
  readonly toReply?: number
  /** Robots quote nothing. */
  readonly quotes?: boolean
}

/** One sending of one series, or of a single patch. */
export interface Story {
  /** Short; it ends up in b4-style message ids. */
  readonly name: string
  readonly by: Person
  /** `Mon 08:14`, UTC, in the week of the sample. */
  readonly at: string
  readonly title: string
  /** The cover's text; unused for a single patch. */
  readonly about?: string
  readonly patches: readonly PatchStory[]
  readonly replies?: readonly ReplyStory[]
  readonly version?: number
  readonly tags?: readonly string[]
  /** Written before PATCH: `kvm-unit-tests`; or after it: ` net-next`. */
  readonly tree?: string
  readonly treeAfter?: string
  /** False for a series without a cover. */
  readonly cover?: boolean
  readonly ids?: 'b4' | 'send-email'
  /** What changed since the version before, which is in the sample and gets linked. */
  readonly changes?: readonly string[]
  readonly encoding?: 'quoted-printable' | 'base64' | '8bit'
  /** The one who sends it, so that the mails carry an in-body From. */
  readonly sentBy?: Person
  /** How a list or relay rewrote the From. */
  readonly relay?: 'b4' | 'list'
  /** Only these parts were sent to this list. */
  readonly only?: readonly number[]
  /** Printed total, where it is not the number of `patches`. */
  readonly total?: number
  /** Numbers printed in the subjects, where they are not 1, 2, 3… */
  readonly numbers?: readonly number[]
  /** Minutes that a part spends on its way. */
  readonly delayed?: Readonly<Record<number, number>>
  readonly baseCommit?: boolean
}

/** A mail that belongs to no series. */
export interface LetterStory {
  readonly name: string
  readonly by: Person
  readonly at: string
  readonly subject: string
  readonly text: string
  readonly replies?: readonly ReplyStory[]
}
