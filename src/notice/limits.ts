/** What a platform can hold, as data. Lengths in UTF-16 code units unless said otherwise. */
export interface Limits {
  /** A title's length. */
  readonly title: number
  /** All text of one post. */
  readonly text: number
  /** Items of a list in one post; a longer list goes on in the next one. */
  readonly listItems: number
  readonly threads: boolean
  readonly edits: boolean
  readonly pictures: boolean
  /** Sustained posts per second in one channel. */
  readonly postsPerSecond: number
  /** Edits per minute over all channels; Infinity where nobody counts. */
  readonly editsPerMinute: number
}
