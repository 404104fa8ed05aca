import { toAsker, typed } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { healthOf } from '#src/commands/health-lines.ts'
import { muteBlocks } from '#src/commands/mute-blocks.ts'
import { retryDead } from '#src/commands/retry.ts'
import type { Block, Span } from '#src/notice/notice.ts'
import type { Answer } from '#src/ports.ts'

const mostDead = 5

export const status: Command = {
  name: 'status',
  summary: 'Whether mail comes in and posts go out',
  examples: ['status', 'status retry:all'],
  options: [
    {
      name: 'retry',
      summary: 'Posts to this channel that were given up, to be sent again: an id, or all',
      required: false,
      positional: false,
      type: 'text',
    },
  ],
  changes: false,
  isChange: (options) => options['retry'] !== undefined,
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const retry = options['retry']
  if (retry !== undefined) return retryDead(retry, asked, context)
  const here = { platform: asked.platform, channel: asked.channel }
  const counts = await context.storage.counts()
  const paused = (await context.storage.subscriptions(here)).find(({ pausedBecause }) => pausedBecause !== undefined)
  const { lines, ...health } = healthOf(counts, context.health())
  // Who is told that posts do not come should not read that all is well.
  const { sentence, tone } =
    paused === undefined || health.tone === 'bad'
      ? health
      : ({ sentence: 'This channel gets no posts at the moment.', tone: 'bad' } as const)
  const blocks: Block[] = [
    { is: 'text', spans: [{ text: sentence, style: 'bold' }] },
    { is: 'list', items: lines },
  ]
  if (paused?.pausedBecause !== undefined) {
    blocks.push({
      is: 'text',
      spans: [
        {
          text: `Posts to this channel are paused: ${paused.pausedBecause}. They resume by themselves once that is mended.`,
        },
      ],
    })
  }
  blocks.push(...(await muteBlocks(here, context)))
  // Those of other channels are the affair of who is there.
  const dead = await context.storage.deadPosts(here, mostDead)
  if (dead.length > 0) {
    const items = dead.map(({ deliveryId, reason }): readonly Span[] => [
      { text: `not sent to this channel: ${reason} · again: ` },
      typed(context, `status retry:${deliveryId}`),
    ])
    blocks.push({ is: 'list', items })
  }
  return toAsker({
    fallback: sentence,
    tone,
    blocks,
    ...(dead.length > 0 && { buttons: [{ label: 'Send again', command: 'status retry:all' }] }),
  })
}
