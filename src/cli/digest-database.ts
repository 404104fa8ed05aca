import { openStored, type DigestPeriod, type PeriodOptions } from '#src/cli/digest-period.ts'
import { UsageError, type Io } from '#src/cli/io.ts'
import { latestMoment } from '#src/commands/recent-series.ts'
import { loadConfig, type Config } from '#src/config.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { openStorage } from '#src/storage/open-storage.ts'

/** A period of a list in the bot's own database. */
export interface StoredDigest {
  readonly period: DigestPeriod
  readonly list: string
  readonly tables: Config['tables']
  close(): Promise<void>
}

/** `list`: its name in the config; may be left out where there is one. */
export async function openDatabase(
  configFile: string,
  list: string | undefined,
  wanted: PeriodOptions,
  io: Io,
): Promise<StoredDigest> {
  const config = loadConfig(configFile, io.env)
  const name = pickList(
    list,
    config.lists.map((one) => one.name),
  )
  const storage = await openStorage(config.storage.url)
  const now = await latestMoment({ storage, now: () => wallClock.now() })
  const period = openStored(name, wanted, storage, now, io)
  return { period, list: name, tables: config.tables, close: () => storage.close() }
}

function pickList(wanted: string | undefined, names: readonly string[]): string {
  if (wanted === undefined && names.length > 1)
    throw new UsageError(`digest: say which list: ${names.map((one) => `--list ${one}`).join(' or ')}`)
  const found = names.find((one) => one.toLowerCase() === (wanted ?? names[0])?.toLowerCase())
  if (found !== undefined) return found
  throw new UsageError(`digest: the config has no list ${wanted}${didYouMeanHint(wanted ?? '', names)}`)
}
