import { write, type Verb } from '#src/cli/io.ts'
import { readOptions, takesNothingElse } from '#src/cli/options.ts'
import { configOption } from '#src/cli/run.ts'
import { loadConfig, type Config } from '#src/config.ts'
import { loadTables } from '#src/config/load-tables.ts'
import { counted } from '#src/lib/count.ts'

export const checkConfigVerb: Verb = {
  name: 'check-config',
  usage: 'check-config [--config FILE] [--live]',
  summary: 'says what is wrong, where, and what to write instead',
  details:
    '--live also tries the mailbox, the tokens and their scopes, the database and the channels. It posts nothing.',
  async run(args, io) {
    const { values, positionals } = readOptions('check-config', args, {
      ...configOption,
      live: { type: 'boolean', default: false },
    })
    takesNothingElse('check-config', positionals)
    const config = loadConfig(values.config, io.env)
    loadTables(config.tables)
    await write(io.out, `${config.file ?? 'the defaults (no config file)'}: fine; ${describe(config)}\n`)
    if (!values.live) return 0
    // With the chat libraries, which nothing else here needs.
    const { tryConfig } = await import('#src/cli/try-config.ts')
    return (await tryConfig(config, io)) ? 0 : 1
  },
}

function describe({ lists, platforms, channels }: Config): string {
  const names = Object.entries(platforms).flatMap(([name, settings]) => (settings === undefined ? [] : [name]))
  const subscribed = counted(channels.length, 'channel')
  return `follows ${lists.map(({ name }) => name).join(', ')}; posts on ${names.join(', ') || 'no platform'}; ${subscribed} in the file`
}
