import type { Asked } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import type { Change } from '#src/storage/rules.ts'
import type { Storage } from '#src/storage/storage.ts'

/** What a change did, in normal forms; undefined where there was nothing before, or is nothing after. */
export interface Done<T> {
  readonly result: T
  readonly before: string | undefined
  readonly after: string | undefined
}

/**
 * Makes a change and its line in the history, in one transaction, and tells the log of it once it stands. `work` must
 * use the storage it is given, and gives undefined where there was nothing to change.
 */
export async function recordChange<T>(
  command: string,
  { platform, channel, user }: Asked,
  context: CommandContext,
  work: (storage: Storage) => Promise<Done<T> | undefined>,
): Promise<T | undefined> {
  const made = await context.storage.together(async (storage) => {
    const done = await work(storage)
    if (done === undefined) return undefined
    const { before, after } = done
    const who = { userId: user.id, userName: user.name }
    const change: Change = { at: context.now(), platform, channel, ...who, command, before, after }
    await storage.addChange(change)
    return { result: done.result, change }
  })
  if (made === undefined) return undefined
  context.onChange(made.change)
  return made.result
}
