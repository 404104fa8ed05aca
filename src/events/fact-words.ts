import { displayName } from '#src/mail/address.ts'
import type { FilterFacts } from '#src/events/filter-facts.ts'
import type { FilterKey } from '#src/events/filter-keys.ts'

const mostNamed = 4

/** What a filter saw under a key, for answers to "why": `the archs are arm64, x86`. */
export function factWords(key: FilterKey, facts: FilterFacts): string {
  switch (key) {
    case 'arch':
      return listed('arch', facts.archs)
    case 'subsystem':
      return listed('subsystem', facts.subsystems)
    case 'author':
      return listed('author', facts.authors.map(displayName))
    case 'domain':
      return listed('domain', [...new Set(facts.authors.map(({ email }) => email.slice(email.lastIndexOf('@') + 1)))])
    case 'path':
      return listed('path', facts.paths)
    case 'title':
      return `the title is "${facts.title}"`
    case 'list':
      return listed('list', facts.lists)
    case 'tree':
      return listed('tree', facts.trees)
    case 'tag':
      return listed('tag', facts.tags)
    case 'version':
      return `the version is ${facts.version}`
    case 'size':
      return `the size is ${facts.size}`
    case 'kind':
      return `the kind is ${facts.kind}${facts.tags.includes('RFC') ? ' and rfc' : ''}`
  }
}

function listed(name: string, values: readonly string[]): string {
  if (values.length === 0) return `it has no ${name}`
  const more = values.length - mostNamed
  const shown = values.slice(0, mostNamed).join(', ')
  return `the ${name}${values.length === 1 ? ' is' : 's are'} ${shown}${more > 0 ? ` and ${more} more` : ''}`
}
