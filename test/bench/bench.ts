/* `npm run bench NAME -- ARGUMENTS`: measures and prints; only `answers` judges. */

interface Bench {
  readonly about: string
  run(args: readonly string[]): Promise<void>
}

const benches: Readonly<Record<string, Bench>> = {
  accuracy: {
    about: 'what we read in a corpus of real mail, beside git, b4, patchwork and get_maintainer.pl',
    run: async (args) => (await import('./accuracy/accuracy.ts')).benchAccuracy(args),
  },
  hostile: {
    about:
      'what a megabyte of hostile subject, header, body, trailers or diff costs, and that it grows with its size only',
    run: async (args) => (await import('./hostile.ts')).benchHostile(args),
  },
  parse: {
    about: 'mails a second from bytes to facts on one core, beside Python’s email parser',
    run: async (args) => (await import('./parse.ts')).benchParse(args),
  },
  backfill: {
    about: 'mails a second from an archive to the assembled database, beside Python’s email parser',
    run: async (args) => (await import('./backfill.ts')).benchBackfill(args),
  },
  answers: {
    about: 'how long slash commands take on 500,000 mails while mail comes in; fails where p99 is over 300 ms',
    run: async (args) => (await import('./answers.ts')).benchAnswers(args),
  },
  digest: {
    about: 'time and memory of the report beside those of parse, at 10,000 and 40,000 mails',
    run: async (args) => (await import('./digest.ts')).benchDigest(args),
  },
}

const [name = '', ...args] = process.argv.slice(2).filter((arg) => arg !== '--')
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
if (bench) {
  await bench.run(args)
} else {
  const lines = Object.entries(benches).map(([known, { about }]) => `  ${known.padEnd(10)} ${about}`)
  console.error([`usage: npm run bench NAME -- ARGUMENTS`, ...lines].join('\n'))
  process.exitCode = 2
}
