import { exampleFilter, refused, toAsker, toChannel, typed, undoSpans } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { filterOptions, filterTyped, filterWords, subscriptionWords } from '#src/commands/filter-options.ts'
import type { Wanted } from '#src/commands/filter-options.ts'
import { ownSubscription } from '#src/commands/own-subscription.ts'
import { readFilter, unheardList } from '#src/commands/read-filter.ts'
import { recordChange } from '#src/commands/record-change.ts'
import { recentSeries } from '#src/commands/recent-series.ts'
import { counted } from '#src/lib/count.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Span } from '#src/notice/notice.ts'
import type { Answer } from '#src/ports.ts'
import type { Storage, Subscription } from '#src/storage/storage.ts'

export const subscribe: Command = {
  name: 'subscribe',
  summary: 'Post the series that a filter takes in this channel',
  examples: ['subscribe arch:arm64', 'subscribe path:arch/s390/kvm/** -tag:RFC', 'subscribe id:3 arch:arm64,x86'],
  options: [
    ...filterOptions,
    {
      name: 'id',
      summary: 'The subscription to change, instead of a new one',
      required: false,
      positional: false,
      type: 'text',
      suggests: 'subscription',
    },
  ],
  changes: true,
  bringsPosts: () => true,
  form: true,
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const id = options['id']
  const old = id === undefined ? undefined : await ownSubscription(id, asked, context)
  if (old !== undefined && 'notice' in old) return old
  const wanted = readFilter(options, context.lists)
  if (typeof wanted === 'string')
    return refused(wanted, old === undefined ? example(context) : changeFrom(old, context))
  const same = await sameHere(wanted, asked, context.storage)
  if (same !== undefined) {
    return toAsker(sayNotice(`This channel has that already, as subscription ${same.id}: ${filterWords(wanted.text)}.`))
  }
  return old === undefined ? add(wanted, asked, context) : change(old, wanted, asked, context)
}

function example(context: CommandContext): readonly Span[] {
  return [{ text: 'For example: ' }, typed(context, `subscribe ${exampleFilter('arch:arm64', context)}`)]
}

function changeFrom(old: Subscription, context: CommandContext): readonly Span[] {
  const now = filterTyped(old.filter, old.list, context.lists)
  return [{ text: 'As it is now: ' }, typed(context, `subscribe id:${old.id} ${now}`)]
}

async function sameHere(
  wanted: Wanted,
  { platform, channel }: Asked,
  storage: Storage,
): Promise<Subscription | undefined> {
  const mine = await storage.subscriptions({ platform, channel })
  return mine.find((one) => one.list === wanted.list && one.filter === wanted.text)
}

async function add(wanted: Wanted, asked: Asked, context: CommandContext): Promise<Answer> {
  const { platform, channel, user } = asked
  const added = await recordChange('subscribe', asked, context, async (storage) => {
    if ((await sameHere(wanted, asked, storage)) !== undefined) return undefined
    const result = await storage.addSubscription({
      platform,
      channel,
      list: wanted.list,
      filter: wanted.text,
      createdBy: user.name,
      createdById: user.id,
      createdAt: context.now(),
    })
    return { result, before: undefined, after: subscriptionWords(result, context.lists) }
  })
  if (added === undefined) return refused('somebody subscribed this channel to that just now')
  const spans: Span[] = [
    { text: `${user.name} subscribed this channel to ` },
    ...filterSpans(wanted.text, wanted.list, context),
    { text: ` (subscription ${added.id}). ` },
  ]
  return done(spans, wanted, `unsubscribe ${added.id}`, context)
}

async function change(old: Subscription, wanted: Wanted, asked: Asked, context: CommandContext): Promise<Answer> {
  const to = { list: wanted.list, filter: wanted.text }
  const changed = await recordChange('subscribe', asked, context, async (storage) => {
    const isThere = (await sameHere(wanted, asked, storage)) !== undefined
    if (isThere || !(await storage.changeSubscription(old, { ...to, createdAt: context.now() }))) return undefined
    const before = subscriptionWords(old, context.lists)
    return { result: true, before, after: subscriptionWords({ id: old.id, ...to }, context.lists) }
  })
  if (changed === undefined) return refused(`subscription ${old.id} was changed or ended just now: look again`)
  const spans: Span[] = [
    { text: `${asked.user.name} changed subscription ${old.id} of this channel from ` },
    ...filterSpans(old.filter, old.list, context),
    { text: ' to ' },
    ...filterSpans(wanted.text, wanted.list, context),
    { text: '. ' },
  ]
  const undo = `subscribe id:${old.id} ${filterTyped(old.filter, old.list, context.lists)}`
  return done(spans, wanted, undo, context)
}

function filterSpans(filter: string, list: string, { lists }: CommandContext): readonly Span[] {
  const words: Span = { text: filterWords(filter), style: 'code' }
  return lists.length > 1 ? [words, { text: ` of ${list}` }] : [words]
}

async function done(sentence: readonly Span[], wanted: Wanted, undo: string, context: CommandContext): Promise<Answer> {
  const found = await recentSeries(wanted, 7, context)
  const unheard = found.length === 0 ? await unheardList(wanted, context) : ''
  const spans = [...sentence, { text: prospect(found.length) + unheard }]
  return toChannel({
    fallback: spans.map(({ text }) => text).join(''),
    tone: 'plain',
    blocks: [
      { is: 'text', spans },
      { is: 'text', spans: undoSpans(context, undo) },
    ],
  })
}

function prospect(count: number): string {
  if (count === 0) return 'Nothing of the last 7 days would have been posted.'
  return `It would have posted ${counted(count, 'series', 'series')} in the last 7 days.`
}
