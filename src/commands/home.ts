import { typed } from '#src/commands/answers.ts'
import type { Asked } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { healthOf } from '#src/commands/health-lines.ts'
import { subscriptionLine } from '#src/commands/subscriptions.ts'
import { grouped } from '#src/lib/count.ts'
import type { Block, Notice, Span } from '#src/notice/notice.ts'

const mostLines = 20

/** A person's own page: what they get, what channels get because of them, and whether all is well. */
export async function homeNotice(asked: Asked, context: CommandContext): Promise<Notice> {
  const { sentence, lines } = healthOf(await context.storage.counts(), context.health())
  return {
    fallback: `Your page. ${sentence}`,
    tone: 'plain',
    blocks: [
      ...section('Subscriptions', await subscriptionLines(asked, context), [
        { text: 'None yet. In a channel, try ' },
        typed(context, 'subscribe arch:arm64'),
      ]),
      ...section(sentence, lines, []),
    ],
  }
}

async function subscriptionLines(
  { platform, channel, user }: Asked,
  context: CommandContext,
): Promise<readonly (readonly Span[])[]> {
  const all = await context.storage.subscriptions({ platform })
  return all
    .filter((one) => one.channel === channel || one.createdBy === user.name)
    .map((one) => [{ text: `${one.channel}: ` }, ...subscriptionLine(one, context.lists.length > 1)])
}

function section(heading: string, lines: readonly (readonly Span[])[], without: readonly Span[]): readonly Block[] {
  const more = lines.length - mostLines
  const items = more > 0 ? [...lines.slice(0, mostLines), [{ text: `and ${grouped(more)} more` }]] : lines
  return [
    { is: 'text', spans: [{ text: heading, style: 'bold' }] },
    ...(items.length > 0 ? [{ is: 'list', items } as const] : []),
    ...(items.length === 0 && without.length > 0 ? [{ is: 'text', spans: without } as const] : []),
  ]
}
