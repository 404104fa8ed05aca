import { UsageError, type Verb } from '#src/cli/io.ts'
import { readOptions } from '#src/cli/options.ts'
import { configOption } from '#src/cli/run.ts'
import { showNotice } from '#src/cli/show-notice.ts'
import { readMessageId } from '#src/commands/read-message-id.ts'
import { traceMail } from '#src/commands/trace-mail.ts'
import { traceNotice } from '#src/commands/trace-notice.ts'
import { loadConfig } from '#src/config.ts'
import { archiveUrl, sharedArchive } from '#src/pipeline/archive-url.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { openStorage } from '#src/storage/open-storage.ts'

export const explainVerb: Verb = {
  name: 'explain',
  usage: 'explain MESSAGE-ID [--config FILE]',
  summary: 'where this mail went, channel by channel, and why or why not',
  details: 'MESSAGE-ID is what the Message-ID header says, with or without brackets, or a link of the archive.',
  async run(args, io) {
    const { values, positionals } = readOptions('explain', args, configOption)
    const [id, ...more] = positionals
    if (id === undefined || more.length > 0)
      throw new UsageError('explain needs one MESSAGE-ID, or a link of the archive')
    const config = loadConfig(values.config, io.env)
    const storage = await openStorage(config.storage.url)
    try {
      const trace = await traceMail(readMessageId(id), storage, wallClock.now())
      const view = { archiveUrl: (messageId: string) => archiveUrl(sharedArchive(config.lists), messageId) }
      const isKnown = trace.record !== undefined
      await showNotice(traceNotice(trace, view), isKnown, io)
      return isKnown ? 0 : 1
    } finally {
      await storage.close()
    }
  },
}
