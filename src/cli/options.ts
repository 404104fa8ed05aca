import { parseArgs, type ParseArgsConfig } from 'node:util'
import { UsageError } from '#src/cli/io.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** The words after a verb, taken apart. Throws UsageError that names the option, and the one that was meant. */
export function readOptions<T extends Options>(verb: string, args: readonly string[], options: T) {
  const known = Object.keys(options).map((name) => `--${name}`)
  for (const arg of args) {
    if (arg === '--') break
    const name = arg.split('=')[0] ?? ''
    if (arg.startsWith('--') && !known.includes(name)) {
      const hint = didYouMeanHint(name, known) || (known.length > 0 ? `; there are ${known.join(', ')}` : '')
      throw new UsageError(`${verb} has no option ${name}${hint}`)
    }
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(`${verb}: ${error instanceof Error ? error.message.replace(/\n.*/s, '') : String(error)}`)
  }
}

/** At least one SOURCE is needed. */
export function needSources(verb: string, sources: readonly string[]): void {
  if (sources.length > 0) return
  throw new UsageError(
    `${verb} needs a SOURCE: an mbox, .eml, maildir or public-inbox directory, or - for standard input`,
  )
}
