import { refused, typed } from '#src/commands/answers.ts'
import type { Asked } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import type { Answer } from '#src/ports.ts'
import type { Subscription } from '#src/storage/storage.ts'

const mostNamed = 10

/** The subscription of this channel that a command may change, or why it cannot. */
export async function ownSubscription(
  written: string,
  { platform, channel }: Asked,
  context: CommandContext,
): Promise<Subscription | Answer> {
  const id = written.trim().replace(/^#/u, '')
  const mine = await context.storage.subscriptions({ platform, channel })
  const one = mine.find((subscription) => subscription.id === id)
  if (one === undefined) {
    if (mine.length === 0) return refused('this channel has no subscriptions')
    const known = mine.slice(0, mostNamed).map((subscription) => subscription.id)
    const more = mine.length > mostNamed ? ` and ${mine.length - mostNamed} more` : ''
    return refused(`this channel has no subscription ${id}, only ${known.join(', ')}${more}`, [
      { text: 'See ' },
      typed(context, 'subscriptions'),
    ])
  }
  if (one.createdBy !== 'config') return one
  return refused(`subscription ${id} stands in the config file: it would come back, change it under channels there`)
}
