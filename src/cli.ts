#!/usr/bin/env node
import { helpText } from '#src/cli/help.ts'
import { UsageError, type ExitCode, type Io, type Verb } from '#src/cli/io.ts'
import { ConfigError } from '#src/config.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'
import { SourceError } from '#src/ports.ts'
import { StorageError } from '#src/storage/storage-error.ts'
import about from '../package.json' with { type: 'json' }

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

/** Runs one verb. What people did wrong is said in a line on standard error; anything else is our bug, with its stack. */
async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  const [word = '', ...rest] = args
  if (word === '--version') {
    io.out.write(`${about.name} ${about.version}\n`)
    return 0
  }
  if (isAskedForHelp(args)) {
    const all = await Promise.all(Object.values(verbs).map((load) => load()))
    io.out.write(
      helpText(
        all,
        all.find(({ name }) => name === (word === 'help' ? rest[0] : word)),
      ),
    )
    return 0
  }
  try {
    const verb = await loaderOf(word)()
    return await verb.run(rest, io)
  } catch (error) {
    if (error instanceof UsageError || error instanceof ConfigError) {
      io.err.write(`${error.message}\n`)
      return 2
    }
    if (error instanceof SourceError || error instanceof StorageError) {
      io.err.write(`${error.message}\n`)
      return 1
    }
    io.err.write(
      `This is a bug of kvm-bot: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
    return 1
  }
}

function isAskedForHelp([word = '', ...rest]: readonly string[]): boolean {
  return ['help', '--help', '-h'].includes(word) || rest.includes('--help') || rest.includes('-h')
}

function loaderOf(word: string): () => Promise<Verb> {
  const load = Object.hasOwn(verbs, word) ? verbs[word] : undefined
  if (load) return load
  const names = Object.keys(verbs)
  if (word === '') throw new UsageError(`Say what to do: ${names.join(', ')}. \`kvm-bot help\` explains them.`)
  const hint = didYouMeanHint(word, names) || `; there are ${names.join(', ')}`
  throw new UsageError(`kvm-bot has no verb "${word}"${hint}`)
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const code = await main(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  in: process.stdin,
  env: process.env,
})
// Not process.exit(): what stands in a pipe is still to be read.
process.exitCode = code
