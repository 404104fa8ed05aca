import { writeJson, type Verb } from '#src/cli/io.ts'
import { needSources, readOptions } from '#src/cli/options.ts'
import { tableOptions } from '#src/cli/parse.ts'
import { readArchives } from '#src/cli/read-archive.ts'
import { loadTables } from '#src/config/load-tables.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { readArrival } from '#src/pipeline/read-arrival.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import { assemble } from '#src/series/assemble.ts'
import { lineages } from '#src/series/lineage.ts'
import { seriesLine } from '#src/summary/series-line.ts'
import { summarise } from '#src/summary/summarise.ts'

export const seriesVerb: Verb = {
  name: 'series',
  usage: 'series SOURCE… [--maintainers FILE] [--mailmap FILE]',
  summary: 'one JSON object a line per series revision, in order of first arrival',
  async run(args, io) {
    const { values, positionals } = readOptions('series', args, tableOptions)
    needSources('series', positionals)
    const tables = loadTables(values)
    const mails = new Map<string, ListMail>()
    for await (const arrival of readArchives(positionals, io)) {
      const { mail } = await readArrival(arrival, tables, usualSettings.largestMail)
      const known = mails.get(mail.messageId)
      // A cross-post is one mail, with the lists of both copies.
      mails.set(mail.messageId, known ? { ...known, lists: [...new Set([...known.lists, ...mail.lists])] } : mail)
    }
    const mailOf = (id: string): ListMail | undefined => mails.get(id)
    const revisions = assemble([...mails.values()])
    const versions = new Map(revisions.map((revision) => [revision.id, revision.version]))
    const links = lineages(revisions, mailOf)
    for (const revision of revisions.toSorted((a, b) => a.firstAt - b.firstAt)) {
      const { previous: id, previousBecause: because } = links.get(revision.id) ?? {}
      const previous = id && because ? { id, because, version: versions.get(id) ?? '1' } : undefined
      await writeJson(io.out, seriesLine(summarise(revision, mailOf, tables, previous)))
    }
    return 0
  },
}
