import { exampleFilter, typed } from '#src/commands/answers.ts'
import type { Asked } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { nextTime, scheduleWords } from '#src/commands/digest-words.ts'
import { healthOf } from '#src/commands/health-lines.ts'
import { subscriptionLine } from '#src/commands/subscriptions.ts'
import { grouped } from '#src/lib/count.ts'
import type { Block, Notice, Span } from '#src/notice/notice.ts'
import { whoMaySetting } from '#src/people/channel-access.ts'
import { readWhoMay } from '#src/people/who-may.ts'
import { userOfDirect } from '#src/ports.ts'

const mostLines = 20

type Line = readonly Span[]

/** A person's own page: whom and what they follow, what their channels get and when, and whether all is well. */
export async function homeNotice(asked: Asked, context: CommandContext): Promise<Notice> {
  const { storage } = context
  const { sentence, lines } = healthOf(await storage.counts(), context.health())
  const follows = await storage.followsOf({ platform: asked.platform, userId: asked.user.id })
  const channels = await ownChannels(asked, context)
  return {
    fallback: `Your page. ${sentence}`,
    tone: 'plain',
    blocks: [
      ...section('You follow', follows.map(followLine), [
        { text: 'Nothing yet: press Follow under a post, or ask for ' },
        typed(context, 'follow SERIES OR PERSON'),
      ]),
      ...section('Subscriptions of your channels', await subscriptionLines(channels, asked, context), [
        { text: 'None yet: in a channel, try ' },
        typed(context, `subscribe ${exampleFilter('arch:arm64', context)}`),
      ]),
      ...section('Digests of your channels', await digestLines(channels, asked, context), []),
      ...section(sentence, lines, []),
    ],
  }
}

function followLine({ what, label }: { readonly what: string; readonly label: string }): Line {
  return [{ text: label, style: 'bold' }, { text: ` · ${what}` }]
}

/** Where they made a subscription, where a setting names them, and where they are now. */
async function ownChannels({ platform, channel, user }: Asked, { storage }: CommandContext): Promise<Set<string>> {
  const made = (await storage.subscriptions({ platform })).filter(({ createdById }) => createdById === user.id)
  const named = (await storage.channelSettings()).filter((one) => {
    const whoMay = one.platform === platform && one.name === whoMaySetting ? readWhoMay(one.value) : undefined
    return Array.isArray(whoMay) && whoMay.includes(user.id)
  })
  const here = userOfDirect(channel) === undefined ? [channel] : []
  return new Set([...[...made, ...named].map((one) => one.channel), ...here])
}

async function subscriptionLines(
  channels: ReadonlySet<string>,
  { platform }: Asked,
  { storage, lists }: CommandContext,
): Promise<readonly Line[]> {
  const all = await storage.subscriptions({ platform })
  return all
    .filter(({ channel }) => channels.has(channel))
    .map((one) => [{ text: `${one.channel}: ` }, ...subscriptionLine(one, lists.length > 1)])
}

async function digestLines(
  channels: ReadonlySet<string>,
  { platform, user }: Asked,
  context: CommandContext,
): Promise<readonly Line[]> {
  const all = await context.storage.schedules()
  return all
    .filter((one) => one.platform === platform && channels.has(one.channel))
    .map((one) => [
      { text: `${one.channel}: ${scheduleWords(one, context.lists)}. Next: ` },
      nextTime(one.weekly, context.now(), user.timeZone),
    ])
}

function section(heading: string, lines: readonly Line[], without: readonly Span[]): readonly Block[] {
  if (lines.length === 0 && without.length === 0) return []
  const more = lines.length - mostLines
  const items = more > 0 ? [...lines.slice(0, mostLines), [{ text: `and ${grouped(more)} more` }]] : lines
  return [
    { is: 'text', spans: [{ text: heading, style: 'bold' }] },
    ...(items.length > 0 ? [{ is: 'list', items } as const] : [{ is: 'text', spans: without } as const]),
  ]
}
