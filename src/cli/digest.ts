import { setFlagsFromString } from 'node:v8'
import { writeDigest } from '#src/cli/digest-writers.ts'
import { openPeriod, type DigestPeriod } from '#src/cli/digest-period.ts'
import { UsageError, type Io, type Verb } from '#src/cli/io.ts'
import { needSources, readOptions } from '#src/cli/options.ts'
import { tableOptions } from '#src/cli/parse.ts'
import { collectDigest } from '#src/cli/collect-digest.ts'
import { loadTables } from '#src/config/load-tables.ts'

interface Wanted {
  readonly format: 'text' | 'json'
  readonly top: number
  readonly tables: Parameters<typeof loadTables>[0]
}

export const digestVerb: Verb = {
  name: 'digest',
  usage:
    'digest SOURCE [A..B] [--since DATE] [--until DATE] [--format text|json] [--top N] [--list NAME] [--config FILE] [--maintainers FILE] [--mailmap FILE]',
  summary: 'the periodic report: who sent how much, every series, and the texts of covers and first patches',
  details: [
    'A and B are commits of a public-inbox archive: the report is of the mails after A up to B.',
    'DATE is a day in UTC, a moment (2026-01-31T09:00Z), or so long ago: 30d, 12w, 3m (months), 1y. --since is part of the',
    'period, --until is not.',
    '--config FILE instead of a SOURCE: of the mails that the bot has, from IMAP or whatever it follows.',
    '--list is the name in the head (KVM), with --config also which list, where there are several.',
    'config/docs/digest.md tells by which rule each line arises.',
  ].join('\n'),
  async run(args, io) {
    const { values, positionals } = readOptions('digest', args, {
      ...tableOptions,
      config: { type: 'string' },
      since: { type: 'string' },
      until: { type: 'string' },
      format: { type: 'string' },
      top: { type: 'string' },
      list: { type: 'string' },
    })
    const format = values.format ?? 'text'
    if (format !== 'text' && format !== 'json') throw new UsageError(`digest: --format is text or json, not ${format}`)
    const top = Number(values.top ?? 15)
    if (!Number.isInteger(top) || top < 1) throw new UsageError(`digest: --top is a number from 1, not ${values.top}`)
    const [source = '', range, more] = positionals
    const wanted = { range, since: values.since, until: values.until }
    if (values.config !== undefined) {
      if (source !== '') throw new UsageError(`digest takes a SOURCE or --config, not both: ${source}`)
      // A report of an archive needs no database, and none of the memory that one takes.
      const { openDatabase } = await import('#src/cli/digest-database.ts')
      const stored = await openDatabase(values.config, values.list, wanted, io)
      try {
        const tables = { ...stored.tables, ...values }
        await report(stored.period, stored.list.toUpperCase(), { format, top, tables }, io)
      } finally {
        await stored.close()
      }
      return 0
    }
    needSources('digest', positionals)
    if (more !== undefined) throw new UsageError(`digest takes one SOURCE and A..B, and does not understand ${more}`)
    keepYoungHeapSmall()
    const period = await openPeriod(source, wanted, io)
    await report(period, values.list ?? 'KVM', { format, top, tables: values }, io)
    return 0
  },
}

async function report(period: DigestPeriod, list: string, { format, top, tables }: Wanted, io: Io): Promise<void> {
  const digest = await collectDigest(period.mails, loadTables(tables))
  try {
    await writeDigest(io.out, format, digest, { list, top, ...period.name(digest.firstAt, digest.lastAt) })
  } finally {
    await digest.close()
  }
}

/**
 * V8 lets the space for new objects grow to some hundred megabytes while much is read, and keeps it. What a report holds
 * is small: measured on 40,000 mails, 212 MB of memory at most instead of 335 MB, in no more time.
 */
function keepYoungHeapSmall(): void {
  setFlagsFromString('--max-semi-space-size=4')
  setFlagsFromString('--semi-space-growth-factor=1')
}
