import { refused, toAsker, typed } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { exportText } from '#src/commands/export-text.ts'
import { counted } from '#src/lib/count.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import { isGranted } from '#src/people/who-may.ts'
import type { Answer } from '#src/ports.ts'

export const exportCommand: Command = {
  name: 'export',
  summary: 'Subscriptions, settings and digests of this channel as a JSON file',
  examples: ['export', 'export all'],
  options: [
    {
      name: 'what',
      summary: 'all: every channel, for who runs the bot',
      required: false,
      positional: true,
      type: 'choice',
      choices: ['channel', 'all'],
    },
  ],
  changes: false,
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const isAll = options['what'] === 'all'
  // Channels of other workspaces and servers are nobody's business but theirs, whatever somebody may do in this one.
  if (isAll && !(await isGranted('operator', asked.rights)))
    return refused('only who runs the bot may export all channels, in its shell', [
      { text: 'This channel alone: ' },
      typed(context, 'export'),
    ])
  const { platform, channel } = asked
  const { text, channels, subscriptions } = await exportText(isAll ? undefined : { platform, channel }, context)
  const what = `${counted(subscriptions, 'subscription')} of ${isAll ? counted(channels, 'channel') : 'this channel'}`
  const notice = sayNotice(`${what}, with settings and digests, as JSON.`)
  return { ...toAsker(notice), file: { name: `${context.commandName}-export.json`, text } }
}
