import type { Verb } from '#src/cli/io.ts'
import { readOptions, takesNothingElse } from '#src/cli/options.ts'
import { loadConfig } from '#src/config.ts'
import { startAhead } from '#src/pipeline/thread-ahead.ts'

export const configOption = { config: { type: 'string' } } as const

export const runVerb: Verb = {
  name: 'run',
  usage: 'run [--config FILE]',
  summary: 'the bot; without a config it shows the sample week on this terminal',
  details: 'The config is FILE, else config/bot.yaml where there is one. config/bot.example.yaml explains every key.',
  async run(args, io) {
    const { values, positionals } = readOptions('run', args, configOption)
    takesNothingElse('run', positionals)
    try {
      const config = loadConfig(values.config, io.env)
      // What reads an archive starts while the chat libraries load.
      if (config.lists.some(({ source }) => source.imap === undefined)) startAhead()
      const { runBot } = await import('#src/main.ts')
      return await runBot(config, io)
    } finally {
      // A chat library may leave a timer behind that would keep the process for half a minute.
      setTimeout(() => process.exit(), 500).unref()
    }
  },
}
