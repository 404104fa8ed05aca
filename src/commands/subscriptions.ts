import { exampleFilter, toAsker, typed } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { filterWords } from '#src/commands/filter-options.ts'
import { historyNotice } from '#src/commands/history-notice.ts'
import { muteBlocks } from '#src/commands/mute-blocks.ts'
import { counted } from '#src/lib/count.ts'
import { day } from '#src/notice/dates.ts'
import type { Block, Button, Span } from '#src/notice/notice.ts'
import type { Answer } from '#src/ports.ts'
import type { Subscription } from '#src/storage/storage.ts'

export const subscriptions: Command = {
  name: 'subscriptions',
  summary: 'What this channel gets, and who asked for it',
  examples: ['subscriptions', 'subscriptions history:yes'],
  options: [
    {
      name: 'history',
      summary: 'The last 20 changes instead: who changed what, and when',
      required: false,
      positional: false,
      type: 'choice',
      choices: ['yes'],
    },
  ],
  changes: false,
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  if (options['history'] !== undefined) return toAsker(await historyNotice(asked, context))
  const { platform, channel } = asked
  const mine = await context.storage.subscriptions({ platform, channel })
  if (mine.length === 0) {
    const sentence = 'This channel has no subscriptions yet.'
    const spans = [{ text: `${sentence} Try ` }, typed(context, `subscribe ${exampleFilter('arch:arm64', context)}`)]
    return toAsker({ fallback: sentence, tone: 'plain', blocks: [{ is: 'text', spans }] })
  }
  const heading = `${counted(mine.length, 'subscription')} of this channel`
  return toAsker({
    fallback: `${heading}: ${mine.map(({ id, filter }) => `${id} ${filterWords(filter)}`).join('; ')}`,
    tone: 'plain',
    blocks: [
      { is: 'text', spans: [{ text: heading, style: 'bold' }] },
      { is: 'list', items: mine.map((one) => subscriptionLine(one, context.lists.length > 1)) },
      ...howToEnd(mine, context),
      ...(await muteBlocks(asked, context)),
    ],
    buttons: buttonsFor(mine),
  })
}

const mostButtons = 4

/** Each opens the form where the platform can show one. */
function buttonsFor(mine: readonly Subscription[]): readonly Button[] {
  const own = mine.filter(({ createdBy }) => createdBy !== 'config').slice(0, mostButtons)
  return own.map(({ id }) => ({ label: `Change ${id}`, command: `subscribe id:${id}` }))
}

/** One of the config file cannot be ended by a command. */
function howToEnd(mine: readonly Subscription[], context: CommandContext): readonly Block[] {
  const own = mine.find(({ createdBy }) => createdBy !== 'config')
  if (own === undefined) return []
  return [{ is: 'text', spans: [{ text: 'End one with ' }, typed(context, `unsubscribe ${own.id}`)] }]
}

/** `3 arch:arm64 · by Alex, 23 Nov 2026`. */
export function subscriptionLine(one: Subscription, nameList: boolean): readonly Span[] {
  const by = one.createdBy === 'config' ? 'from the config file' : `by ${one.createdBy}, ${day(one.createdAt)}`
  const paused = one.pausedBecause === undefined ? '' : ` · paused: ${one.pausedBecause}`
  return [
    { text: one.id, style: 'code' },
    { text: ' ' },
    { text: filterWords(one.filter), style: 'bold' },
    { text: `${nameList ? ` of ${one.list}` : ''} · ${by}${paused}` },
  ]
}
