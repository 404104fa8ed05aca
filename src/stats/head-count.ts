import { displayName } from '#src/mail/address.ts'
import type { Address } from '#src/mail/message.ts'

export interface Counted {
  readonly name: string
  readonly count: number
}

/** How many mails each person and each mail domain sent. */
export interface HeadCount {
  add(person: Address): void
  readonly mails: number
  /** The busiest first, `Name <address>`; ties in reverse alphabetical order. */
  people(most: number): readonly Counted[]
  domains(most: number): readonly Counted[]
}

/** Persons are told apart by address, case ignored; the name printed is that of the newest mail that gives one. */
export function headCount(): HeadCount {
  const people = new Map<string, { name: string; count: number }>()
  const domains = new Map<string, number>()
  let mails = 0
  return {
    add(person) {
      mails++
      const key = person.email.toLowerCase()
      const known = people.get(key)
      const name = person.name === '' && known !== undefined ? known.name : `${displayName(person)} <${person.email}>`
      people.set(key, { name, count: (known?.count ?? 0) + 1 })
      const domain = domainOf(key)
      domains.set(domain, (domains.get(domain) ?? 0) + 1)
    },
    get mails() {
      return mails
    },
    people: (most) => busiest([...people.values()], most),
    domains: (most) =>
      busiest(
        Array.from(domains, ([name, count]) => ({ name, count })),
        most,
      ),
  }
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase()
}

function busiest(all: readonly Counted[], most: number): readonly Counted[] {
  return all.toSorted((a, b) => b.count - a.count || (a.name < b.name ? 1 : -1)).slice(0, most)
}
