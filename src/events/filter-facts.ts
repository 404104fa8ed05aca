import type { Address } from '#src/mail/message.ts'

/** What a filter can look at, taken from a summary. */
export interface FilterFacts {
  readonly kind: 'series' | 'patch' | 'pull' | 'rfc'
  readonly archs: readonly string[]
  readonly subsystems: readonly string[]
  readonly authors: readonly Address[]
  readonly paths: readonly string[]
  readonly title: string
  readonly lists: readonly string[]
  readonly trees: readonly string[]
  readonly tags: readonly string[]
  readonly version: string
  /** Number of patches. */
  readonly size: number
}
