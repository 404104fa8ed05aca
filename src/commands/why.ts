import { refused, toAsker } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { findSeries, seriesOption } from '#src/commands/find-series.ts'
import { readMessageId } from '#src/commands/read-message-id.ts'
import { traceMail } from '#src/commands/trace-mail.ts'
import { traceNotice } from '#src/commands/trace-notice.ts'
import type { Answer } from '#src/ports.ts'

export const why: Command = {
  name: 'why',
  summary: 'Why a mail was posted in this channel, or why not',
  examples: ['why 20261121091400.1234-1-seanjc@google.com', 'why https://lore.kernel.org/kvm/MESSAGE-ID/'],
  options: [seriesOption],
  changes: false,
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const { platform, channel } = asked
  const id = await mailMeant(options['id'], asked, context)
  if (typeof id === 'object') return id
  const trace = await traceMail(id, context.storage, context.now(), { platform, channel })
  if (trace.record === undefined) {
    return refused(`no mail with the id ${id} has come in`, [
      { text: 'Paste the Message-ID header, or the link of the archive.' },
    ])
  }
  return toAsker(traceNotice(trace, context.view))
}

/** Buttons name a series by its key, threads by where they are, people also by words: then its first mail is meant. */
async function mailMeant(written: string | undefined, asked: Asked, context: CommandContext): Promise<string | Answer> {
  const id = written === undefined ? undefined : readMessageId(written)
  // Most ids have one, titles seldom do.
  if (id?.includes('@') === true || (id !== undefined && (await context.storage.mailById(id)) !== undefined)) return id
  const found = await findSeries(written, asked, context)
  return 'answer' in found ? found.answer : found.series.summary.head
}
