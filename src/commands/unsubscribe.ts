import { refused, toChannel, typed, undoSpans } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { filterTyped, filterWords } from '#src/commands/filter-options.ts'
import type { Answer } from '#src/ports.ts'

export const unsubscribe: Command = {
  name: 'unsubscribe',
  summary: 'End a subscription of this channel',
  examples: ['unsubscribe 3'],
  options: [
    {
      name: 'id',
      summary: 'Its number, as `subscriptions` shows it',
      required: true,
      positional: true,
      type: 'text',
      suggests: 'subscription',
    },
  ],
  changes: true,
  run,
}

async function run(options: Options, { platform, channel, user }: Asked, context: CommandContext): Promise<Answer> {
  const id = (options['id'] ?? '').replace(/^#/u, '')
  const mine = await context.storage.subscriptions({ platform, channel })
  const one = mine.find((subscription) => subscription.id === id)
  if (one === undefined) {
    if (mine.length === 0) return refused('this channel has no subscriptions')
    const known = mine.map((subscription) => subscription.id).join(', ')
    return refused(`this channel has no subscription ${id}, only ${known}`, [
      { text: 'See ' },
      typed(context, 'subscriptions'),
    ])
  }
  if (one.createdBy === 'config') {
    return refused(`subscription ${id} stands in the config file: it would come back, take it out under channels there`)
  }
  const removed = await context.storage.removeSubscription(platform, channel, id)
  if (!removed) return refused(`subscription ${id} is gone already`)
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
