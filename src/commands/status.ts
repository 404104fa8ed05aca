import { toAsker, typed } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { healthOf } from '#src/commands/health-lines.ts'
import { muteBlocks } from '#src/commands/mute-blocks.ts'
import { retryDead } from '#src/commands/retry.ts'
import type { Block } from '#src/notice/notice.ts'
import { userOfDirect } from '#src/ports.ts'
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
  const { platform, channel } = asked
  const counts = await context.storage.counts()
  const paused = (await context.storage.subscriptions({ platform, channel })).find(
    ({ pausedBecause }) => pausedBecause !== undefined,
  )
  const { sentence, isWell, lines } = healthOf(counts, context.health())
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
  blocks.push(...(await muteBlocks({ platform, channel }, context)))
  // Whom the bot writes to directly is their own affair.
  const dead = counts.dead.filter((one) => userOfDirect(one.channel) === undefined)
  if (dead.length > 0) {
    blocks.push({
      is: 'list',
      items: dead
        .slice(0, mostDead)
        .map((one) => [
          { text: `not sent to ${one.channel}: ${one.reason}` },
          ...(one.channel === channel
            ? [{ text: ' · again: ' }, typed(context, `status retry:${one.deliveryId}`)]
            : []),
        ]),
    })
  }
  const canRetry = dead.some((one) => one.channel === channel)
  return toAsker({
    fallback: sentence,
    tone: isWell ? 'good' : 'bad',
    blocks,
    ...(canRetry && { buttons: [{ label: 'Send again', command: 'status retry:all' }] }),
  })
}
