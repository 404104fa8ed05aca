import { helpText } from '#src/cli/help.ts'
import { UsageError, type ExitCode, type Io, type Verb } from '#src/cli/io.ts'
import { tellError } from '#src/cli/tell-error.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'
import about from '../../package.json' with { type: 'json' }

/** Loaded when asked for: reading an archive needs neither chat libraries nor a database. */
const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  run: async () => (await import('#src/cli/run.ts')).runVerb,
  parse: async () => (await import('#src/cli/parse.ts')).parseVerb,
  series: async () => (await import('#src/cli/series.ts')).seriesVerb,
  replay: async () => (await import('#src/cli/replay.ts')).replayVerb,
  digest: async () => (await import('#src/cli/digest.ts')).digestVerb,
  ask: async () => (await import('#src/cli/ask.ts')).askVerb,
  explain: async () => (await import('#src/cli/explain.ts')).explainVerb,
  'check-config': async () => (await import('#src/cli/check-config.ts')).checkConfigVerb,
}

const helpWords = new Set(['help', '--help', '-h'])

/** Runs one verb. What people did wrong is said in a line on standard error; anything else is our bug, with its stack. */
export async function runCommandLine(args: readonly string[], io: Io): Promise<ExitCode> {
  const [word = '', ...rest] = args
  try {
    if (word === '--version') {
      io.out.write(`${about.name} ${about.version}\n`)
      return 0
    }
    if (isAskedForHelp(args)) {
      const topic = helpWords.has(word) ? rest[0] : word
      const verb = topic === undefined || helpWords.has(topic) ? undefined : await loaderOf(topic)()
      io.out.write(helpText(await Promise.all(Object.values(verbs).map((load) => load())), verb))
      return 0
    }
    const verb = await loaderOf(word)()
    return await verb.run(rest, io)
  } catch (error) {
    return tellError(error, io)
  }
}

function isAskedForHelp([word = '', ...rest]: readonly string[]): boolean {
  return helpWords.has(word) || rest.includes('--help') || rest.includes('-h')
}

function loaderOf(word: string): () => Promise<Verb> {
  const load = Object.hasOwn(verbs, word) ? verbs[word] : undefined
  if (load) return load
  const names = Object.keys(verbs)
  if (word === '') throw new UsageError(`Say what to do: ${names.join(', ')}. \`kvm-bot help\` explains them.`)
  const hint = didYouMeanHint(word, [...names, 'help', '--help', '--version']) || `; there are ${names.join(', ')}`
  throw new UsageError(`kvm-bot has no verb "${word}"${hint}`)
}
