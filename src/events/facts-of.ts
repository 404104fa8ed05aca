import type { FilterFacts } from '#src/events/filter-facts.ts'
import { sameEmail } from '#src/mail/address.ts'
import type { Address } from '#src/mail/message.ts'
import type { Summary } from '#src/summary/summary.ts'

/** What filters can ask of a series. `listName` is the list's name in the configuration. */
export function factsOf(summary: Summary, listName: string): FilterFacts {
  const { revision } = summary
  return {
    kind: summary.kind,
    archs: summary.archs,
    subsystems: summary.subsystems,
    authors: authorsOf(summary),
    paths: [
      ...new Set(summary.files.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [path, oldPath]))),
    ],
    title: revision.title,
    lists: [...new Set([listName, ...summary.lists])],
    trees: revision.trees,
    tags: revision.tags,
    version: revision.version,
    size: revision.total,
  }
}

function authorsOf(summary: Summary): readonly Address[] {
  const authors = [summary.revision.author]
  for (const { author } of summary.patches) {
    if (author !== undefined && !authors.some((known) => sameEmail(known.email, author.email))) authors.push(author)
  }
  return authors
}
