import { userInfo } from 'node:os'
import { UsageError, type ExitCode, type Io, type Verb } from '#src/cli/io.ts'
import { readOptions } from '#src/cli/options.ts'
import { configOption } from '#src/cli/run.ts'
import { showNotice } from '#src/cli/show-notice.ts'
import { loadConfig } from '#src/config.ts'
import { openHost } from '#src/host.ts'
import { ownChannel } from '#adapters/terminal/terminal-platform.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { openStorage } from '#src/storage/open-storage.ts'

export const askVerb: Verb = {
  name: 'ask',
  usage: "ask 'TEXT' [--config FILE]",
  summary: 'answers a slash command from the shell',
  details: "For example: kvm-bot ask 'top-contributors since:30d'. Subscriptions made so are those of the terminal.",
  async run(args, io) {
    const { values, positionals } = readOptions('ask', args, configOption)
    if (positionals.length === 0) throw new UsageError("ask needs a TEXT, such as 'top-contributors since:30d' or help")
    return answer(positionals.join(' '), values.config, io)
  },
}

/** Asks the database that the bot writes; nothing is connected to. */
async function answer(text: string, file: string | undefined, io: Io): Promise<ExitCode> {
  const config = loadConfig(file, io.env)
  const storage = await openStorage(config.storage.url)
  try {
    const host = openHost(config, { storage, sources: [], clock: wallClock })
    const bare = text.replace(new RegExp(`^/?${config.commandName}\\s+`), '')
    const { notice, ok } = await host.answer({
      platform: 'terminal',
      channel: ownChannel,
      user: { id: userInfo().username, name: userInfo().username },
      input: { text: bare },
    })
    await showNotice(notice, ok, io)
    return ok ? 0 : 1
  } finally {
    await storage.close()
  }
}
