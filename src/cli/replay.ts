import { UsageError, type Io, type Verb } from '#src/cli/io.ts'
import { needSources, readOptions } from '#src/cli/options.ts'
import { tableOptions } from '#src/cli/parse.ts'
import { readArchives } from '#src/cli/read-archive.ts'
import { loadTables } from '#src/config/load-tables.ts'
import { parseFilter } from '#src/events/filter.ts'
import { drainPipeline } from '#src/pipeline/run-pipeline.ts'
import { replaySettings } from '#src/pipeline/settings.ts'
import type { ListSource } from '#src/ports.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'

const options = {
  ...tableOptions,
  platform: { type: 'string', default: 'terminal' },
  json: { type: 'boolean', default: false },
  filter: { type: 'string' },
} as const

export const replayVerb: Verb = {
  name: 'replay',
  usage:
    "replay SOURCE… [--platform terminal|slack|discord] [--json] [--filter 'FILTER'] [--maintainers FILE] [--mailmap FILE]",
  summary: 'what would be posted, rendered for that platform, nothing sent',
  details: '--json prints one operation a line. --filter takes what `/kvm subscribe` takes: arch:arm64 -tag:rfc',
  async run(args, io) {
    const { values, positionals } = readOptions('replay', args, options)
    needSources('replay', positionals)
    if (values.filter !== undefined) checkFilter(values.filter)
    // With a chat library, which help does not need.
    const { replayPlatform } = await import('#src/cli/replay-platforms.ts')
    const platform = replayPlatform(values.platform, values.json, io)
    const storage = await openStorage('sqlite::memory:')
    try {
      await drainPipeline(
        {
          sources: [{ list: replayedList, source: inOneGo(positionals, io) }],
          platforms: [platform],
          channels: [
            { platform: platform.name, channel: platform.name, list: replayedList.name, filter: values.filter ?? '' },
          ],
          storage,
          tables: loadTables(values),
          clock: wallClock,
          log: createLog('warn'),
          settings: replaySettings,
          random: Math.random,
        },
        new AbortController().signal,
      )
      const { mails, series, outbox } = await storage.counts()
      if (mails > 0 && outbox.sent === 0)
        io.err.write(`Nothing would be posted: ${series === 0 ? 'no' : `the filter takes none of ${series}`} series\n`)
    } finally {
      await platform.stop()
      await storage.close()
    }
    return 0
  },
}

/** An empty one would take everything, which is not what somebody means who gives one. */
function checkFilter(text: string): void {
  if (text.trim() === '') throw new UsageError('--filter is empty: leave it out to see all series')
  const filter = parseFilter(text)
  if (!filter.ok) throw new UsageError(`--filter: ${filter.error}`)
}

const replayedList = {
  name: 'kvm',
  archive: 'https://lore.kernel.org/kvm/',
  announceSince: 'all',
  backfill: 'all',
} as const

/** Several archives are one stream, read once from the beginning. */
function inOneGo(paths: readonly string[], io: Io): ListSource {
  return { name: 'replay', time: 'mail', poll: () => readArchives(paths, io) }
}
