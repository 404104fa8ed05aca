import { activity } from '#src/commands/activity.ts'
import { b4 } from '#src/commands/b4.ts'
import { changes } from '#src/commands/changes.ts'
import type { Command } from '#src/commands/command.ts'
import { digest } from '#src/commands/digest.ts'
import { exportCommand } from '#src/commands/export.ts'
import { follow } from '#src/commands/follow.ts'
import { helpCommand } from '#src/commands/help.ts'
import { me } from '#src/commands/me.ts'
import { mute } from '#src/commands/mute.ts'
import { preview } from '#src/commands/preview.ts'
import { responseTime } from '#src/commands/response-time.ts'
import { search } from '#src/commands/search.ts'
import { series } from '#src/commands/series.ts'
import { settings } from '#src/commands/settings.ts'
import { status } from '#src/commands/status.ts'
import { subscribe } from '#src/commands/subscribe.ts'
import { subscriptions } from '#src/commands/subscriptions.ts'
import { topContributors } from '#src/commands/top-contributors.ts'
import { unsubscribe } from '#src/commands/unsubscribe.ts'
import { why } from '#src/commands/why.ts'

/** Every command, in the order of help. A new one is a file of its own and a line here. */
export const commands: readonly Command[] = [
  helpCommand(() => commands),
  subscribe,
  unsubscribe,
  subscriptions,
  preview,
  topContributors,
  activity,
  responseTime,
  series,
  changes,
  b4,
  search,
  digest,
  settings,
  exportCommand,
  follow,
  mute,
  me,
  status,
  why,
]
