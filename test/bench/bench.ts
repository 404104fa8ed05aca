import { UsageError } from '#src/cli/io.ts'

/* `npm run bench NAME -- ARGUMENTS`: measures and prints; only `answers` judges. */

interface Bench {
  readonly about: string
  /** What may stand after its name. */
  readonly takes: string
  /** Throws UsageError. */
  run(args: readonly string[]): Promise<void>
}

const benches: Readonly<Record<string, Bench>> = {
  accuracy: {
    about: 'what we read in a corpus of real mail, beside git, b4, patchwork and get_maintainer.pl',
    takes: 'CORPUS [FIELD] [--series ARCHIVES]',
    run: async (args) => (await import('./accuracy/accuracy.ts')).benchAccuracy(args),
  },
  hostile: {
    about:
      'what a megabyte of hostile subject, header, body, trailers or diff costs, and that it grows with its size only',
    takes: '[WORD]',
    run: async (args) => (await import('./hostile.ts')).benchHostile(args),
  },
  parse: {
    about: 'mails a second from bytes to facts on one core, beside Python’s email parser',
    takes: '[FILE.mbox]',
    run: async (args) => (await import('./parse.ts')).benchParse(args),
  },
  backfill: {
    about: 'mails a second from an archive to the assembled database, beside Python’s email parser',
    takes: '[--mails 5000,50000 --source mbox|public-inbox|both --file X.mbox --rounds N --split]',
    run: async (args) => (await import('./backfill.ts')).benchBackfill(args),
  },
  answers: {
    about: 'how long slash commands take on 500,000 mails while mail comes in; fails where p99 is over 300 ms',
    takes: '[--mails 500000 --dir DIR --questions 600]',
    run: async (args) => (await import('./answers.ts')).benchAnswers(args),
  },
  digest: {
    about: 'time and memory of the report beside those of parse, at 10,000 and 40,000 mails',
    takes: '[MAILS…]',
    run: async (args) => (await import('./digest.ts')).benchDigest(args),
  },
}

const [name = '', ...args] = process.argv.slice(2).filter((arg) => arg !== '--')
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
if ([name, ...args].some((arg) => arg === '--help' || arg === '-h')) console.log(usage())
else if (bench === undefined) refuse(usage())
else await measure(bench)

async function measure(chosen: Bench): Promise<void> {
  try {
    await chosen.run(args)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    refuse(`${error.message}\n${usage()}`)
  }
}

function refuse(words: string): void {
  console.error(words)
  process.exitCode = 2
}

function usage(): string {
  if (bench !== undefined) return `usage: npm run bench ${name} -- ${bench.takes}\n${bench.about}`
  const lines = Object.entries(benches).map(([known, { about }]) => `  ${known.padEnd(10)} ${about}`)
  return ['usage: npm run bench NAME -- ARGUMENTS', ...lines].join('\n')
}
