import { existsSync, readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { channelProblem, platformProblem } from '#src/config/channel-problem.ts'
import { defaultConfigText, usualConfigFile } from '#src/config/default-config.ts'
import { describeProblems } from '#src/config/problems.ts'
import { configSchema } from '#src/config/schema.ts'
import { readSecret } from '#src/config/secret.ts'
import { whyUnread } from '#src/config/why-unread.ts'
import { noSuchList, strayList } from '#src/events/filter-lists.ts'
import { parseFilter } from '#src/events/filter.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'

/** The config file after reading: defaults filled in, durations in milliseconds, secrets resolved (so never log it). */
export type Config = z.output<ReturnType<typeof configSchema>> & {
  /** Undefined for the embedded defaults. */
  readonly file: string | undefined
}

export type ListConfig = Config['lists'][number]

/** What people wrote cannot be used: one line for each problem, with where it stands and what to write instead. */
export class ConfigError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads `path`, else `config/bot.yaml` of the checkout where there is one, else the embedded defaults. Paths in the file
 * are taken from the working directory. Throws ConfigError.
 */
export function loadConfig(path: string | undefined, env: Environment): Config {
  const file = path ?? (existsSync(usualConfigFile) ? usualConfigFile : undefined)
  if (file === undefined) return { ...readConfig(defaultConfigText, 'defaults', env), file }
  return { ...readConfig(readText(file), file, env), file }
}

/** Reads the text of a config; `file` is only named in messages. */
export function readConfig(text: string, file: string, env: Environment): z.output<ReturnType<typeof configSchema>> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.map((error) => {
        const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 }
        return `${file}:${line}:${col}: ${(error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')}`
      }),
    )
  }
  const schema = configSchema((ref) => readSecret(ref, env))
    .superRefine(checkNames)
    .superRefine(checkKeys)
  const reading = schema.safeParse(document.toJS() ?? {})
  if (reading.success) return reading.data
  throw new ConfigError(describeProblems(reading.error.issues, document, lines, file, configJsonSchema()))
}

/** The same rules for editors, which complete and check while typing. */
export function configJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(
    configSchema(() => ({ value: '' })),
    { io: 'input' },
  )
}

/** Names that must be there: of lists, also in filters, and of platforms that channels are on; and ids of channels. */
function checkNames(config: z.output<ReturnType<typeof configSchema>>, context: z.RefinementCtx): void {
  const names = config.lists.map((list) => list.name)
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index) say(['lists', index, 'name'], `two lists are called ${name}`)
  }
  for (const [index, channel] of config.channels.entries()) {
    const stranger = platformProblem(channel.platform, config.platforms)
    if (stranger !== undefined) say(['channels', index, 'platform'], stranger)
    const noId = channelProblem(channel)
    if (stranger === undefined && noId !== undefined) say(['channels', index, 'channel'], noId)
    if (channel.list === undefined) {
      if (names.length > 1) say(['channels', index], `says no list; there are ${names.join(', ')}`)
    } else if (!names.includes(channel.list)) {
      const hint = didYouMeanHint(channel.list, names) || `; there is ${names.join(', ')}`
      say(['channels', index, 'list'], `no list "${channel.list}"${hint}`)
    }
    const stray = strayListOf(channel, names)
    if (stray !== undefined) say(['channels', index, 'filter'], stray)
  }
  function say(path: (string | number)[], message: string): void {
    context.addIssue({ code: 'custom', path, message })
  }
}

/** A filter that could never let anything in for the list that it names; what else is wrong with it is said elsewhere. */
function strayListOf(
  channel: { readonly filter: string; readonly list?: string | undefined },
  names: readonly string[],
) {
  const parsed = parseFilter(channel.filter)
  const ours = channel.list ?? (names.length === 1 ? names[0] : undefined)
  const stray = parsed.ok ? strayList(parsed.filter, ours) : undefined
  if (stray === undefined) return undefined
  const other = names.find((name) => name.toLowerCase() === stray)
  if (other === undefined) return noSuchList(stray, names)
  if (ours === undefined || !names.includes(ours)) return undefined
  return `this is of the list ${ours}: for the other write list: ${other} beside the filter`
}

/** What has to be sealed needs a key. */
function checkKeys(
  { secretKey, oldSecretKeys, platforms }: z.output<ReturnType<typeof configSchema>>,
  context: z.RefinementCtx,
): void {
  if (secretKey !== undefined) return
  if (platforms.slack?.oauth !== undefined)
    say(['platforms', 'slack', 'oauth'], 'needs secretKey, to seal the tokens of workspaces')
  if (oldSecretKeys.length > 0) say(['oldSecretKeys'], 'needs secretKey, to seal anew what they open')
  function say(path: string[], message: string): void {
    context.addIssue({ code: 'custom', path, message })
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError([`${file}:1:1: ${whyUnread(error)} (config/bot.example.yaml explains every key)`])
  }
}
