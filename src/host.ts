import { answerRequest } from '#src/commands/answer.ts'
import { commands } from '#src/commands/commands.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { openForm, outlook } from '#src/commands/forms.ts'
import { homeNotice } from '#src/commands/home.ts'
import { suggest } from '#src/commands/suggest.ts'
import type { Config } from '#src/config.ts'
import { loadPeople } from '#src/config/load-tables.ts'
import { archiveUrl, sharedArchive } from '#src/pipeline/archive-url.ts'
import { rootNotice } from '#src/notice/series-notice.ts'
import type { WhoMay } from '#src/people/who-may.ts'
import type { Host, ListSource } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { Log } from '#src/runtime/log.ts'
import { openInstallations } from '#src/storage/installations.ts'
import type { Storage } from '#src/storage/storage.ts'

/** What platforms, the shell and the web may ask, on top of the database and the sources that are being followed. */
export function openHost(
  config: Config,
  parts: {
    readonly storage: Storage
    readonly sources: readonly ListSource[]
    readonly clock: Clock
    /** Without it, changes are told to nobody but the database. */
    readonly log?: Log
  },
): Host {
  const { storage, sources, clock, log } = parts
  const archive = sharedArchive(config.lists)
  const people = loadPeople(config.tables)

  async function contextNow(platform: string): Promise<CommandContext> {
    const now = await nowOf(config, storage, clock)
    return {
      storage,
      lists: config.lists,
      commandName: config.commandName,
      confirm: config.people.confirm,
      people,
      view: { archiveUrl: (messageId) => archiveUrl(archive, messageId) },
      access: accessOn(platform, config),
      onChange: (change) => log?.info(change, 'a channel was changed'),
      now: () => now,
      health: () => sources.flatMap((source) => (source.health ? [{ ...source.health(), name: source.name }] : [])),
    }
  }

  return {
    commandName: config.commandName,
    commands,
    answer: async (request) => answerRequest(request, await contextNow(request.platform)),
    suggest: async (kind, typed, request) => suggest(kind, typed, request, await contextNow(request.platform)),
    form: async (command, options, request) => openForm(command, options, request, await contextNow(request.platform)),
    outlook: async (command, options, request) => outlook(command, options, await contextNow(request.platform)),
    ...(config.secretKey && {
      installations: openInstallations(storage, { current: config.secretKey, old: config.oldSecretKeys }),
    }),
    home: async (request) => homeNotice(request, await contextNow(request.platform)),
    roots: (platform) => storage.sentRoots(platform),
    async post({ platform, channel, about }) {
      if (about === undefined) return undefined
      const series = await storage.seriesOfPost({ platform, channel }, about)
      const { view } = await contextNow(platform)
      return series && rootNotice(series.summary, { ...view, key: series.key })
    },
  }
}

/** A platform may have a rule of its own for who may change channels. */
function accessOn(platform: string, { platforms, access }: Config): WhoMay {
  const [, own] = Object.entries(platforms).find(([name]) => name === platform) ?? []
  return own && 'change' in own ? own.change : access.change
}

/** In a bot that only replays archives it is as late as their newest mail: `since:7d` counts from there. */
async function nowOf({ lists }: Config, storage: Storage, clock: Clock): Promise<number> {
  if (lists.some(({ source }) => source.mbox?.follow !== false)) return clock.now()
  return (await storage.newestMailAt()) ?? clock.now()
}
