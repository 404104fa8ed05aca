import { PassThrough } from 'node:stream'
import type { ExitCode, Io } from '#src/cli/io.ts'
import { sayGoodbye, sayWelcome } from '#src/cli/sample-words.ts'
import { terminalLook } from '#src/cli/terminal-look.ts'
import type { Config } from '#src/config.ts'
import { loadTables } from '#src/config/load-tables.ts'
import { openHost } from '#src/host.ts'
import { openPlatforms } from '#src/open-platforms.ts'
import { comesToAnEnd, openSource } from '#src/open-source.ts'
import { drainPipeline, runPipeline, type PipelineParts } from '#src/pipeline/run-pipeline.ts'
import { replaySettings, usualSettings } from '#src/pipeline/settings.ts'
import type { ChatPlatform, ListSource } from '#src/ports.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { startHealth, type Health } from '#src/runtime/health.ts'
import { createLog, type Log } from '#src/runtime/log.ts'
import type { Facts } from '#src/runtime/metrics.ts'
import type { Hold } from '#src/storage/hold.ts'
import { holdDatabase } from '#src/storage/hold-database.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { Storage } from '#src/storage/storage.ts'

/** A clean stop may take this long; what hangs longer is left to the next start, which can cope. */
const longestStopMs = 8000

/**
 * The life of the process: config → log → tables → storage → sources → platforms → health → the loops, until SIGTERM,
 * SIGINT or, where everything that is followed comes to an end (the sample), that end.
 */
export async function runBot(config: Config, io: Io): Promise<ExitCode> {
  const clock = wallClock
  const log = createLog(config.log.level)
  const stopping = stopOnSignals(log)
  const tables = loadTables(config.tables)
  const storage = await openStorage(config.storage.url)
  const hold = await holdOrClose(config.storage.url, storage)
  const sources = config.lists.map((list) => ({ list, source: openSource(list, { log, clock }) }))
  const followed = sources.map(({ source }) => source)
  const ends = config.lists.every(comesToAnEnd)
  const input = terminalInput(io, ends)
  const platforms = openPlatforms(config, {
    log,
    clock,
    terminal: { out: io.out, ...terminalLook(io), ...input.settings },
  })
  const host = openHost(config, { storage, sources: followed, clock, log })
  const parts: PipelineParts = {
    sources,
    platforms,
    channels: config.channels.map((channel) => ({ ...channel, list: channel.list ?? config.lists[0]?.name ?? '' })),
    storage,
    tables,
    clock,
    log,
    settings: {
      ...(ends ? replaySettings : usualSettings),
      quietMs: config.quietTime,
      pollMs: config.pollEvery,
      delivery: { ...usualSettings.delivery, whenUncertain: config.uncertainSends },
    },
    random: Math.random,
    commandName: config.commandName,
  }
  let health: Health | undefined
  if (config.platforms.web) log.warn('the web page is not part of this version yet; the rest of the config is used')
  try {
    health = await openHealth(config, storage, followed, log)
    for (const platform of platforms) await platform.start(host)
    log.info({ lists: config.lists.map(({ name }) => name), platforms: platforms.map(({ name }) => name) }, 'started')
    if (!ends) {
      void input.ended.then(() => (io.in.isTTY ? stopping.stop('end of input') : undefined))
      await Promise.race([runPipeline(parts, stopping.signal), hold.lost])
      return 0
    }
    const before = await storage.counts()
    sayWelcome(config, io)
    await drainPipeline(parts, stopping.signal)
    if (stopping.signal.aborted) return 0
    sayGoodbye(config, { before, after: await storage.counts() }, io)
    input.open()
    // Others than the terminal go on asking after the last mail.
    const only = platforms.every(({ name }) => name === 'terminal')
    await Promise.race([...(only ? [input.ended] : []), aborted(stopping.signal)])
    return 0
  } finally {
    stopping.stop('the end')
    const closed = new AbortController()
    const closing = closeAll({ platforms, followed, health, storage, hold }, log).finally(() => closed.abort())
    await Promise.race([closing, clock.sleep(longestStopMs, closed.signal)])
  }
}

/** In the order in which they need each other: nothing is in flight when the database closes. */
async function closeAll(
  open: {
    readonly platforms: readonly ChatPlatform[]
    readonly followed: readonly ListSource[]
    readonly health: Health | undefined
    readonly storage: Storage
    readonly hold: Hold
  },
  log: Log,
): Promise<void> {
  const ended = await Promise.allSettled([
    ...open.platforms.map((platform) => platform.stop()),
    ...open.followed.map((source) => source.close?.()),
    open.health?.stop(),
  ])
  for (const end of ended)
    if (end.status === 'rejected') log.warn({ error: String(end.reason) }, 'did not close cleanly')
  await open.storage.close()
  await open.hold.release()
}

/** A second bot on one database would post everything twice. */
async function holdOrClose(url: string, storage: Storage): Promise<Hold> {
  try {
    return await holdDatabase(url)
  } catch (error) {
    await storage.close()
    throw error
  }
}

/** The first signal stops cleanly, the second at once. */
function stopOnSignals(log: Log): { readonly signal: AbortSignal; stop(why: string): void } {
  const stopping = new AbortController()
  function stop(why: string): void {
    if (!stopping.signal.aborted) log.info({ why }, 'stopping')
    stopping.abort()
  }
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (stopping.signal.aborted) process.exit(1)
      stop(name)
    })
  }
  // Ours are all awaited (a lint rule sees to it). What ends up here comes out of a chat library that lost its connection
  // and connects again by itself.
  process.on('unhandledRejection', (error) => {
    log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a library left a rejection unhandled')
  })
  return { signal: stopping.signal, stop }
}

/** Commands from a terminal at once; from a pipe after the sample, so that they find something to answer from. */
function terminalInput(io: Io, ends: boolean) {
  const ended = Promise.withResolvers<void>()
  const pipe = new PassThrough()
  const isHeld = ends && !io.in.isTTY
  return {
    settings: {
      in: isHeld ? pipe : io.in,
      onEnd: () => ended.resolve(),
      ...(io.in.isTTY && io.out.isTTY ? { prompt: '> ' } : {}),
    },
    ended: ended.promise,
    open: () => (isHeld ? io.in.pipe(pipe) : undefined),
  }
}

async function openHealth(
  config: Config,
  storage: Storage,
  followed: readonly ListSource[],
  log: Log,
): Promise<Health | undefined> {
  const at = config.http ?? { host: '127.0.0.1', port: 8301 }
  async function facts(): Promise<Facts> {
    const counts = await storage.counts()
    return { ...counts, sources: followed.flatMap((source) => (source.health ? [sourceFacts(source)] : [])) }
  }
  try {
    const health = await startHealth(at, facts, () => wallClock.now())
    log.info({ host: at.host, port: health.port }, 'health pages are served')
    return health
  } catch (error) {
    if (config.http) throw error
    log.info({ port: at.port }, 'health pages are off: the usual port is taken')
    return undefined
  }
}

function sourceFacts(source: ListSource): Facts['sources'][number] {
  const { state = 'down', lastOkAt, lag, gaps = [], problem } = source.health?.() ?? {}
  return { name: source.name, state, lastOkAt, lag, gaps: gaps.length, problem }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
