import { userInfo } from 'node:os'
import { UsageError, write, type ExitCode, type Io, type Verb } from '#src/cli/io.ts'
import { readOptions } from '#src/cli/options.ts'
import { configOption } from '#src/cli/run.ts'
import { sayNothingRead } from '#src/cli/sample-words.ts'
import { showNotice } from '#src/cli/show-notice.ts'
import { commands } from '#src/commands/commands.ts'
import { readRequest } from '#src/commands/read-request.ts'
import { loadConfig, type Config } from '#src/config.ts'
import { channelProblem, platformProblem } from '#src/config/channel-problem.ts'
import { openHost } from '#src/host.ts'
import type { Channel } from '#src/ports.ts'
import { readLine } from '#adapters/terminal/command-line.ts'
import { ownChannel } from '#adapters/terminal/terminal-platform.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { openStorage } from '#src/storage/open-storage.ts'

export const askVerb: Verb = {
  name: 'ask',
  usage: "ask 'TEXT' [--channel PLATFORM:CHANNEL] [--config FILE]",
  summary: 'answers a slash command from the shell',
  details:
    "For example: kvm-bot ask 'top-contributors since:30d'. It speaks in the terminal's own channel; '#arm TEXT' in its " +
    'channel arm, and --channel slack:C0123456789 in one of another platform.',
  async run(args, io) {
    const { values, positionals } = readOptions('ask', args, { ...configOption, channel: { type: 'string' } })
    if (positionals.length === 0) throw new UsageError("ask needs a TEXT, such as 'top-contributors since:30d' or help")
    return answer(positionals.join(' '), values, io)
  },
}

/** `slack:C0123` → platform and channel. Throws UsageError that says what is meant. */
function readChannel(written: string): Channel {
  const [, platform, channel] = /^(terminal|slack|discord):(\S+)$/.exec(written) ?? []
  if (platform !== undefined && channel !== undefined) return { platform, channel }
  throw new UsageError(`--channel ${written}: write PLATFORM:CHANNEL, such as slack:C0123456789 or terminal:arm`)
}

/** Other commands may be asked anywhere, also to end what a channel that is gone still has. */
function bringsPosts(text: string, { commandName }: Config): boolean {
  const read = readRequest({ text }, commands, commandName)
  return read.ok && read.command.bringsPosts?.(read.options) === true
}

/** Throws UsageError where nothing could ever be posted, as the config file would be refused. */
function refuseStranger(channel: Channel, written: string | undefined, { platforms, file }: Config): void {
  const stranger = platformProblem(channel.platform, platforms)
  const where = file ?? 'a config file (config/bot.example.yaml explains every key)'
  if (stranger !== undefined && written === undefined)
    throw new UsageError(`${stranger} in ${where}, or name a channel by --channel PLATFORM:CHANNEL`)
  if (stranger !== undefined) throw new UsageError(`--channel ${written}: ${stranger} in ${where}`)
  const noId = channelProblem(channel)
  if (noId !== undefined) throw new UsageError(`--channel ${written ?? ''}: ${noId}`)
}

/** Asks the database that the bot writes; nothing is connected to. */
async function answer(
  text: string,
  options: { readonly config?: string; readonly channel?: string },
  io: Io,
): Promise<ExitCode> {
  const config = loadConfig(options.config, io.env)
  const line = readLine(text, config.commandName) ?? { channel: ownChannel, text: 'help' }
  const channel =
    options.channel === undefined ? { platform: 'terminal', channel: line.channel } : readChannel(options.channel)
  if (bringsPosts(line.text, config)) refuseStranger(channel, options.channel, config)
  const storage = await openStorage(config.storage.url)
  try {
    const host = openHost(config, { storage, sources: [], clock: wallClock })
    const { notice, ok, file } = await host.answer({
      ...channel,
      user: { id: userInfo().username, name: userInfo().username },
      input: { text: line.text },
      // Whoever has the shell has the database too.
      rights: () => Promise.resolve({ admin: true, creator: true, operator: true }),
    })
    sayNothingRead(config, await storage.newestMailAt(), io)
    if (file !== undefined) await write(io.out, file.text)
    else await showNotice(notice, ok, io)
    return ok ? 0 : 1
  } finally {
    await storage.close()
  }
}
