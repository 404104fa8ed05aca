import { toAsker } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { healthOf } from '#src/commands/health-lines.ts'
import { muteBlocks } from '#src/commands/mute-blocks.ts'
import type { Block } from '#src/notice/notice.ts'
import { userOfDirect } from '#src/ports.ts'
import type { Answer } from '#src/ports.ts'

const mostDead = 5

export const status: Command = {
  name: 'status',
  summary: 'Whether mail comes in and posts go out',
  examples: ['status'],
  options: [],
  changes: false,
  run,
}

async function run(_options: Options, { platform, channel }: Asked, context: CommandContext): Promise<Answer> {
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
      items: dead.slice(0, mostDead).map((one) => [{ text: `not sent to ${one.channel}: ${one.reason}` }]),
    })
  }
  return toAsker({ fallback: sentence, tone: isWell ? 'good' : 'bad', blocks })
}
