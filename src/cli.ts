#!/usr/bin/env node
import { askVerb } from '#src/cli/ask.ts'
import { checkConfigVerb } from '#src/cli/check-config.ts'
import { explainVerb } from '#src/cli/explain.ts'
import { helpText } from '#src/cli/help.ts'
import { UsageError, type ExitCode, type Io, type Verb } from '#src/cli/io.ts'
import { parseVerb } from '#src/cli/parse.ts'
import { replayVerb } from '#src/cli/replay.ts'
import { runVerb } from '#src/cli/run.ts'
import { seriesVerb } from '#src/cli/series.ts'
import { ConfigError } from '#src/config.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'
import { SourceError } from '#src/ports.ts'
import { StorageError } from '#src/storage/storage-error.ts'

const verbs: readonly Verb[] = [runVerb, parseVerb, seriesVerb, replayVerb, askVerb, explainVerb, checkConfigVerb]

/** Runs one verb. What people did wrong is said in a line on standard error; anything else is our bug, with its stack. */
async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  const [word = '', ...rest] = args
  if (word === 'help' || word === '--help' || word === '-h' || rest.includes('--help') || rest.includes('-h')) {
    const about = verbs.find((verb) => verb.name === (word === 'help' ? rest[0] : word))
    io.out.write(helpText(verbs, about))
    return 0
  }
  try {
    return await verbNamed(word).run(rest, io)
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

function verbNamed(word: string): Verb {
  const verb = verbs.find(({ name }) => name === word)
  if (verb) return verb
  if (word === '') throw new UsageError(helpText(verbs, undefined).trimEnd())
  if (word === 'digest') {
    throw new UsageError(
      'digest, the periodic report, is not part of this version yet; ask `top-contributors` meanwhile',
    )
  }
  const names = verbs.map(({ name }) => name)
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
