import { writeJson, type Verb } from '#src/cli/io.ts'
import { needSources, readOptions } from '#src/cli/options.ts'
import { readArchives } from '#src/cli/read-archive.ts'
import { loadTables } from '#src/config/load-tables.ts'
import { readArrival } from '#src/pipeline/read-arrival.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import { parseLine } from '#src/summary/parse-line.ts'

export const tableOptions = { maintainers: { type: 'string' }, mailmap: { type: 'string' } } as const

export const parseVerb: Verb = {
  name: 'parse',
  usage: 'parse SOURCE… [--maintainers FILE] [--mailmap FILE]',
  summary: 'one JSON object a line per message, in input order',
  async run(args, io) {
    const { values, positionals } = readOptions('parse', args, tableOptions)
    needSources('parse', positionals)
    const tables = loadTables(values)
    for await (const arrival of readArchives(positionals, io)) {
      const { mail } = await readArrival(arrival, tables, usualSettings.largestMail)
      await writeJson(io.out, parseLine(mail, tables))
    }
    return 0
  },
}
