import { refused, toAsker } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { readMessageId } from '#src/commands/read-message-id.ts'
import { traceMail } from '#src/commands/trace-mail.ts'
import { traceNotice } from '#src/commands/trace-notice.ts'
import type { Answer } from '#src/ports.ts'

export const why: Command = {
  name: 'why',
  summary: 'Why a mail was posted in this channel, or why not',
  examples: ['why 20261121091400.1234-1-seanjc@google.com', 'why https://lore.kernel.org/kvm/MESSAGE-ID/'],
  options: [
    {
      name: 'id',
      summary: 'Message id or archive link',
      required: true,
      positional: true,
      type: 'text',
      suggests: 'series',
    },
  ],
  changes: false,
  run,
}

async function run(options: Options, { platform, channel }: Asked, context: CommandContext): Promise<Answer> {
  const messageId = readMessageId(options['id'] ?? '')
  const trace = await traceMail(messageId, context.storage, { platform, channel })
  if (trace.record === undefined) {
    return refused(`no mail with the id ${messageId} has come in`, [
      { text: 'Paste the Message-ID header, or the link of the archive.' },
    ])
  }
  return toAsker(traceNotice(trace, context.view))
}
