import { exampleFilter, refused, toAsker, typed } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { filterKeys } from '#src/events/filter-keys.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'
import type { Block, Notice, Span } from '#src/notice/notice.ts'
import type { Answer, CommandOption } from '#src/ports.ts'

/** Help knows every command, itself included, so it is made from the table. */
export function helpCommand(table: () => readonly Command[]): Command {
  return {
    name: 'help',
    summary: 'What the bot does and how to ask for it',
    examples: ['help', 'help subscribe'],
    options: [{ name: 'command', summary: 'A command to explain', required: false, positional: true, type: 'text' }],
    changes: false,
    run,
  }

  async function run(options: Options, _asked: Asked, context: CommandContext): Promise<Answer> {
    const [name] = options['command']?.trim().toLowerCase().split(/\s+/u) ?? []
    if (name === undefined) return toAsker(overview(context))
    const command = table().find((one) => one.name === name)
    if (command !== undefined) return toAsker(explained(command, context))
    const names = table().map((one) => one.name)
    return refused(`there is no command ${name}${didYouMeanHint(name, names)}`, [
      { text: `There are: ${names.join(', ')}` },
    ])
  }
}

/** At most twelve lines, with examples to copy. */
function overview(context: CommandContext): Notice {
  const lists = context.lists.map(({ address, name }) => address ?? name).join(', ')
  const intro = `I follow ${lists === '' ? 'kernel mailing lists' : lists} and post each patch series once, with its reviews in the thread.`
  return {
    fallback: intro,
    tone: 'plain',
    blocks: [
      { is: 'text', spans: [{ text: intro }] },
      {
        is: 'list',
        items: [
          line(
            'Subscribe',
            ['arch:arm64', 'path:arch/s390/kvm/** -tag:RFC', 'all'].map(
              (filter) => `subscribe ${exampleFilter(filter, context)}`,
            ),
            context,
          ),
          line('Try first', [`preview ${exampleFilter('subsystem:"KVM x86" size:>1', context)}`], context),
          line('See', ['subscriptions', 'status', 'why MESSAGE-ID'], context),
          line('Ask', ['top-contributors since:30d', 'series WORDS', 'changes WORDS', 'search WORDS'], context),
          line('For you', ['follow SERIES-OR-PERSON', 'me EMAIL'], context),
          line('Quiet', ['mute 2h', 'unsubscribe ID'], context),
          line(
            'More',
            ['activity', 'response-time', 'digest now', 'b4 WORDS', 'settings', 'export', 'help subscribe'],
            context,
          ),
        ],
      },
      {
        is: 'text',
        spans: [
          {
            text: `Filters: key:value with the keys ${filterKeys.join(' ')}; comma is or, space is and, a leading - is not.`,
          },
        ],
      },
    ],
  }
}

function line(name: string, examples: readonly string[], context: CommandContext): readonly Span[] {
  const spans = examples.flatMap((example, index) =>
    index === 0 ? [typed(context, example)] : [{ text: ', ' }, typed(context, example)],
  )
  return [{ text: name, style: 'bold' }, { text: ': ' }, ...spans]
}

function explained(command: Command, context: CommandContext): Notice {
  const options: readonly Block[] =
    command.options.length === 0 ? [] : [{ is: 'list', items: command.options.map(optionLine) }]
  return {
    fallback: `${command.name}: ${command.summary}`,
    tone: 'plain',
    blocks: [
      { is: 'text', spans: [typed(context, usageOf(command)), { text: ` ${command.summary}.` }] },
      ...options,
      { is: 'list', items: command.examples.map((example) => [{ text: 'Example: ' }, typed(context, example)]) },
    ],
  }
}

/** `top-contributors [since:] [by:]`, `unsubscribe ID`. */
export function usageOf({ name, options }: Pick<Command, 'name' | 'options'>): string {
  const words = options.map(({ name: option, positional, required }) => {
    const word = positional ? option.toUpperCase() : `${option}:`
    return required ? word : `[${word}]`
  })
  return [name, ...words].join(' ')
}

function optionLine({ name, positional, summary, choices }: CommandOption): readonly Span[] {
  const values = choices === undefined ? '' : `: ${choices.join(', ')}`
  return [{ text: positional ? name.toUpperCase() : `${name}:`, style: 'bold' }, { text: ` ${summary}${values}` }]
}
