import { refused, toAsker, typed, undoSpans } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { followTarget } from '#src/commands/follow-target.ts'
import { readOff } from '#src/commands/read-off.ts'
import { counted } from '#src/lib/count.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Block, Span } from '#src/notice/notice.ts'
import type { Answer } from '#src/ports.ts'
import type { Follow, Who } from '#src/storage/personal.ts'

export const follow: Command = {
  name: 'follow',
  summary: 'Direct messages about a series or a person: replies, new versions, applied; again ends it',
  examples: ['follow lockless TDP walker', 'follow Sean Christopherson', 'follow Sean Christopherson off', 'follow'],
  options: [
    {
      name: 'what',
      summary: "A series or a person, and off to end; nothing: the thread's series, or what you follow",
      required: false,
      positional: true,
      type: 'text',
      suggests: 'series',
    },
  ],
  changes: false,
  personal: true,
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const { storage } = context
  const who = { platform: asked.platform, userId: asked.user.id }
  const { words, isOff } = readOff(options['what'])
  if (words === undefined && asked.about === undefined) {
    if (isOff) return refused('say what to end', [{ text: 'What you follow: ' }, typed(context, 'follow')])
    return toAsker(await listOf(who, context))
  }
  if (words?.toLowerCase() === 'me') return ownSeries(who, context)
  const target = await followTarget(words, asked, context)
  if ('answer' in target) return target.answer
  if (isOff) return ended(await storage.unfollow(who, target), target, context)
  if (await storage.follow(who, target, context.now())) return begun(who, target, context)
  // Again is what a second press of the button means.
  return ended(await storage.unfollow(who, target), target, context)
}

async function begun(who: Who, target: Follow, context: CommandContext): Promise<Answer> {
  const { quietBecause } = await context.storage.person(who)
  const what =
    target.what === 'series'
      ? 'about replies, a new version, and when it is applied'
      : 'about new series, replies to them, and when one is applied'
  const blocks: readonly Block[] = [
    { is: 'text', spans: undoSpans(context, `follow ${typedTarget(target)} off`) },
    ...(quietBecause === undefined ? [] : [quietBlock(quietBecause, context)]),
  ]
  return toAsker(sayNotice(`You follow ${target.label}: you get a direct message ${what}.`, blocks, 'good'))
}

function ended(was: boolean, target: Follow, context: CommandContext): Answer {
  // Titles end in `off` too: who meant to follow one is told how.
  const begin = [{ text: 'Follow: ' }, typed(context, `follow ${typedTarget(target)}`)]
  if (!was) return toAsker(sayNotice(`You do not follow ${target.label}.`, [{ is: 'text', spans: begin }]))
  const undo: Block = { is: 'text', spans: undoSpans(context, `follow ${typedTarget(target)}`) }
  return toAsker(sayNotice(`You no longer follow ${target.label}.`, [undo]))
}

/** What to type to mean it again. */
function typedTarget({ what, target, label }: Follow): string {
  return what === 'series' ? target : label
}

async function ownSeries(who: Who, context: CommandContext): Promise<Answer> {
  const { emails, quietBecause } = await context.storage.person(who)
  const own = emails.filter(({ confirmed }) => confirmed).map(({ email }) => email)
  if (emails.length === 0)
    return refused('I do not know which series are yours', [{ text: 'Tell me: ' }, typed(context, 'me EMAIL')])
  const spans = [{ text: 'See, or end it: ' }, typed(context, 'me')]
  if (own.length === 0)
    return toAsker(sayNotice('An administrator has to agree to your address first.', [{ is: 'text', spans }]))
  const addresses = own.join(', ')
  if (quietBecause !== undefined)
    return toAsker(sayNotice(`Series from ${addresses} are yours already.`, [quietBlock(quietBecause, context)]))
  const sentence = `You get direct messages about series from ${addresses} already.`
  return toAsker(sayNotice(sentence, [{ is: 'text', spans }]))
}

async function listOf(who: Who, context: CommandContext) {
  const follows = await context.storage.followsOf(who)
  const { emails, quietBecause } = await context.storage.person(who)
  const own = emails.filter(({ confirmed }) => confirmed).map(({ email }) => email)
  const ownBlocks: readonly Block[] =
    own.length === 0 ? [] : [{ is: 'text', spans: [{ text: `And your own series, from ${own.join(', ')}.` }] }]
  const quiet = quietBecause === undefined ? [] : [quietBlock(quietBecause, context)]
  if (follows.length === 0) {
    const spans = [{ text: 'For example: ' }, typed(context, 'follow lockless TDP walker')]
    return sayNotice('You follow nothing yet.', [...ownBlocks, ...quiet, { is: 'text', spans }])
  }
  const items = follows.map((one): readonly Span[] => [
    { text: one.label, style: 'bold' },
    { text: ' · end: ' },
    typed(context, `follow ${typedTarget(one)} off`),
  ])
  return sayNotice(`You follow ${countedFollows(follows)}.`, [{ is: 'list', items }, ...ownBlocks, ...quiet])
}

/** `1 series and 2 people`. */
function countedFollows(follows: readonly Follow[]): string {
  const series = follows.filter(({ what }) => what === 'series').length
  const people = follows.length - series
  const parts = [
    ...(series > 0 ? [counted(series, 'series', 'series')] : []),
    ...(people > 0 ? [counted(people, 'person', 'people')] : []),
  ]
  return parts.join(' and ')
}

function quietBlock(because: string, context: CommandContext): Block {
  const why = because === 'asked' ? 'are off, as you asked' : `cannot be delivered (${because})`
  return {
    is: 'text',
    spans: [{ text: `Direct messages to you ${why}. On again: ` }, typed(context, 'me quiet off')],
  }
}
