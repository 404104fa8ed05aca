import { setFlagsFromString } from 'node:v8'
import { writeDigest } from '#src/cli/digest-writers.ts'
import { openPeriod } from '#src/cli/digest-period.ts'
import { UsageError, type Verb } from '#src/cli/io.ts'
import { loadTables } from '#src/cli/load-tables.ts'
import { needSources, readOptions } from '#src/cli/options.ts'
import { tableOptions } from '#src/cli/parse.ts'
import { collectDigest } from '#src/cli/collect-digest.ts'

export const digestVerb: Verb = {
  name: 'digest',
  usage:
    'digest SOURCE [A..B] [--since DATE] [--until DATE] [--format text|json] [--top N] [--list NAME] [--maintainers FILE] [--mailmap FILE]',
  summary: 'the periodic report: who sent how much, every series, and the texts of covers and first patches',
  details: [
    'A and B are commits of a public-inbox archive: the report is of the mails after A up to B.',
    'DATE is a day in UTC or a moment (2026-01-31T09:00Z); --since is part of the period, --until is not.',
    '--list is the name in the head (KVM). config/docs/digest.md tells by which rule each line arises.',
  ].join('\n'),
  async run(args, io) {
    const { values, positionals } = readOptions('digest', args, {
      ...tableOptions,
      since: { type: 'string' },
      until: { type: 'string' },
      format: { type: 'string' },
      top: { type: 'string' },
      list: { type: 'string' },
    })
    const [source = '', range, more] = positionals
    needSources('digest', positionals)
    if (more !== undefined) throw new UsageError(`digest takes one SOURCE and A..B, and does not understand ${more}`)
    const format = values.format ?? 'text'
    if (format !== 'text' && format !== 'json') throw new UsageError(`digest: --format is text or json, not ${format}`)
    const top = Number(values.top ?? 15)
    if (!Number.isInteger(top) || top < 1) throw new UsageError(`digest: --top is a number from 1, not ${values.top}`)
    const tables = loadTables(values)
    keepYoungHeapSmall()
    const period = await openPeriod(source, { range, since: values.since, until: values.until }, io)
    const digest = await collectDigest(period.mails, tables)
    try {
      const named = period.name(digest.firstAt, digest.lastAt)
      await writeDigest(io.out, format, digest, { list: values.list ?? 'KVM', top, ...named })
    } finally {
      await digest.close()
    }
    return 0
  },
}

/**
 * V8 lets the space for new objects grow to some hundred megabytes while much is read, and keeps it. What a report holds
 * is small: measured on 40,000 mails, 212 MB of memory at most instead of 335 MB, in no more time.
 */
function keepYoungHeapSmall(): void {
  setFlagsFromString('--max-semi-space-size=4')
  setFlagsFromString('--semi-space-growth-factor=1')
}
