import { refused, toChannel, undoSpans } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { filterTyped, filterWords, subscriptionWords } from '#src/commands/filter-options.ts'
import { ownSubscription } from '#src/commands/own-subscription.ts'
import { recordChange } from '#src/commands/record-change.ts'
import type { Answer } from '#src/ports.ts'

export const unsubscribe: Command = {
  name: 'unsubscribe',
  summary: 'End a subscription of this channel',
  examples: ['unsubscribe 3'],
  options: [
    {
      name: 'id',
      summary: 'Its number, as subscriptions shows it',
      required: true,
      positional: true,
      type: 'text',
      suggests: 'subscription',
    },
  ],
  changes: true,
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const one = await ownSubscription(options['id'] ?? '', asked, context)
  if ('notice' in one) return one
  const { platform, channel, user } = asked
  const removed = await recordChange('unsubscribe', asked, context, async (storage) => {
    if (!(await storage.removeSubscription(platform, channel, one.id))) return undefined
    return { result: true, before: subscriptionWords(one, context.lists), after: undefined }
  })
  if (removed === undefined) return refused(`subscription ${one.id} is gone already`)
  const again = `subscribe ${filterTyped(one.filter, one.list, context.lists)}`
  const sentence = `${user.name} ended this channel's subscription to `
  return toChannel({
    fallback: `${sentence}${filterWords(one.filter)}`,
    tone: 'plain',
    blocks: [
      {
        is: 'text',
        spans: [
          { text: sentence },
          { text: filterWords(one.filter), style: 'code' },
          { text: '. Posts stay where they are.' },
        ],
      },
      { is: 'text', spans: undoSpans(context, again) },
    ],
  })
}
