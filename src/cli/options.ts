import { parseArgs, type ParseArgsConfig } from 'node:util'
import { UsageError } from '#src/cli/io.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** The words after a verb, taken apart. Throws UsageError that names the option, and the one that was meant. */
export function readOptions<T extends Options>(verb: string, args: readonly string[], options: T) {
  const known = Object.keys(options).map((name) => `--${name}`)
  const words = withValues(verb, args, options)
  for (const word of words) {
    if (word === '--') break
    const name = word.split('=')[0] ?? ''
    if (word.startsWith('-') && word !== '-' && !known.includes(name)) {
      const hint = didYouMeanHint(name, known) || (known.length > 0 ? `; it takes ${known.join(', ')}` : '')
      throw new UsageError(`${verb} has no option ${name}${hint}`)
    }
  }
  try {
    return parseArgs({ args: words, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(`${verb}: ${error instanceof Error ? error.message.replace(/\n.*/s, '') : String(error)}`)
  }
}

/** `--filter -tag:rfc` as `--filter=-tag:rfc`: of a value that begins with a dash, parseArgs does not know whose it is. */
function withValues(verb: string, args: readonly string[], options: Options): string[] {
  const words: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? ''
    if (word === '--') return [...words, ...args.slice(at)]
    const takesValue = word.startsWith('--') && options[word.slice(2)]?.type === 'string'
    if (takesValue) at += 1
    const value = args[at]
    if (takesValue && (value === undefined || value.startsWith('--')))
      throw new UsageError(`${verb}: ${word} needs a value after it`)
    words.push(takesValue ? `${word}=${value}` : word)
  }
  return words
}

/** For verbs that take a config alone. */
export function takesNothingElse(verb: string, words: readonly string[]): void {
  if (words.length === 0) return
  const file = words.find((word) => /\.ya?ml$/iu.test(word))
  const hint = file === undefined ? '; it takes options alone' : `; did you mean --config ${file}?`
  throw new UsageError(`${verb} takes no ${words.join(' ')}${hint}`)
}

/** At least one SOURCE is needed. */
export function needSources(verb: string, sources: readonly string[]): void {
  if (sources.length > 0) return
  throw new UsageError(
    `${verb} needs a SOURCE: an mbox, .eml, maildir or public-inbox directory, or - for standard input`,
  )
}
