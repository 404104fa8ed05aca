import type { Mailmap } from '#src/mail/mailmap.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { WhoMay } from '#src/people/who-may.ts'
import type { SourceHealth } from '#src/ports.ts'
import type { Employers } from '#src/stats/employers.ts'
import type { Change } from '#src/storage/rules.ts'
import type { Storage } from '#src/storage/storage.ts'

/** A list that the bot follows, as far as commands need to know it. */
export interface FollowedList {
  readonly name: string
  /** `kvm@vger.kernel.org`. */
  readonly address?: string | undefined
}

/** All that commands may look at. */
export interface CommandContext {
  readonly storage: Storage
  readonly lists: readonly FollowedList[]
  /** `kvm`, without the slash. */
  readonly commandName: string
  readonly view: NoticeView
  /** Who is who, and for whom people work. */
  readonly people: { readonly mailmap: Mailmap; readonly employers: Employers }
  /** Whether an administrator has to agree before a mail address counts as a person's. */
  readonly confirm?: 'admin' | 'nobody'
  /** Who may change channels that have no setting of their own. */
  readonly access: WhoMay
  /** Tells the log of a change that stands. */
  readonly onChange: (change: Change) => void
  now(): number
  /** How the sources are; empty where nothing is being followed, as in a shell. */
  health(): readonly (SourceHealth & { readonly name: string })[]
}
