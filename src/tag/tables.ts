import type { Maintainers } from '#src/tag/maintainers.ts'
import type { Mailmap } from '#src/mail/mailmap.ts'

/** Tables that readings depend on, loaded once at start and passed along. */
export interface Tables {
  /** A kernel's MAINTAINERS file, or KVM's own sections from `config/`. */
  readonly maintainers: Maintainers
  readonly mailmap: Mailmap
}
