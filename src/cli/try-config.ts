import { PassThrough } from 'node:stream'
import { write, type Io } from '#src/cli/io.ts'
import { commands } from '#src/commands/commands.ts'
import type { Config } from '#src/config.ts'
import { counted } from '#src/lib/count.ts'
import { openPlatforms } from '#src/open-platforms.ts'
import { openSource } from '#src/open-source.ts'
import type { ChatPlatform, Host, ListSource } from '#src/ports.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'

const longestTryMs = 40_000
const tools = { log: createLog('silent'), clock: wallClock }

/**
 * Tries the mailbox, the tokens, the database and the channels that a config names, and says a line of each. Each part
 * by itself, so that one mistake does not hide the next. Resolves with whether all went well.
 */
export async function tryConfig(config: Config, io: Io): Promise<boolean> {
  let allWell = true
  async function attempt(what: string, work: () => Promise<string>): Promise<boolean> {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new Error('no answer in time')), longestTryMs)
    try {
      await write(io.out, `ok      ${what}: ${await Promise.race([work(), late.promise])}\n`)
      return true
    } catch (error) {
      allWell = false
      await write(io.out, `failed  ${what}: ${error instanceof Error ? error.message : String(error)}\n`)
      return false
    } finally {
      clearTimeout(timer)
    }
  }
  await attempt('database', () => tryStorage(config))
  for (const list of config.lists) await attempt(`list ${list.name}`, () => trySource(openSource(list, tools)))
  const look = { out: new PassThrough(), colour: false, width: 80 }
  for (const platform of openPlatforms(config, { ...tools, terminal: look })) {
    const started = await attempt(platform.name, async () => {
      await platform.start(emptyHost(config))
      return 'connected'
    })
    for (const { channel } of config.channels.filter((one) => started && one.platform === platform.name)) {
      await attempt(`channel ${channel} on ${platform.name}`, () => tryChannel(platform, channel))
    }
    await platform.stop().catch(() => undefined)
  }
  return allWell
}

async function tryStorage({ storage: { url } }: Config): Promise<string> {
  const storage = await openStorage(url)
  const { mails } = await storage.counts()
  await storage.close()
  return counted(mails, 'mail')
}

/** Reads the first mail, which needs everything that following needs. */
async function trySource(source: ListSource): Promise<string> {
  const stop = new AbortController()
  try {
    for await (const arrival of source.poll(undefined, stop.signal)) {
      return `can be read; its first mail is of ${new Date(arrival.receivedAt).toISOString().slice(0, 10)}`
    }
    return 'can be read; there is no mail in it'
  } finally {
    stop.abort()
    await source.close?.()
  }
}

/** Looking for a post that cannot be there needs the channel and the right to read it. */
async function tryChannel(platform: ChatPlatform, channel: string): Promise<string> {
  if (!platform.findSent) return 'cannot be looked at without posting'
  await platform.findSent(channel, 'check-config', wallClock.now() - 60_000)
  return 'can be read'
}

/** A platform that is only being tried is asked nothing. */
function emptyHost(config: Config): Host {
  const { commandName, secretKey } = config
  const installations = { get: () => Promise.resolve(undefined), put: refuse, remove: refuse }
  return {
    commands,
    commandName,
    answer: refuse,
    suggest: refuse,
    form: refuse,
    outlook: refuse,
    home: refuse,
    ...(secretKey && { installations }),
  }
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('check-config answers no commands'))
}
