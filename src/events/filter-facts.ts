import type { Address } from '#src/mail/message.ts'

/** What a filter can look at, taken from a summary by `factsOf`. */
export interface FilterFacts {
  /** The shape alone; `kind:rfc` looks at the tags, since an RFC can have any shape. */
  readonly kind: 'series' | 'patch' | 'pull'
  readonly archs: readonly string[]
  readonly subsystems: readonly string[]
  /** Who sent it and who wrote its patches. */
  readonly authors: readonly Address[]
  readonly paths: readonly string[]
  readonly title: string
  /** The configured name and the List-Ids of all lists that carried it. */
  readonly lists: readonly string[]
  readonly trees: readonly string[]
  readonly tags: readonly string[]
  readonly version: string
  /** Number of patches. */
  readonly size: number
}
