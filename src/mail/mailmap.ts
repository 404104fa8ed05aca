import type { Address } from '#src/mail/message.ts'
import { readName } from '#src/mail/address-list.ts'

/** A `.mailmap` (gitmailmap(5)): which names and addresses mean the same person. */
export interface Mailmap {
  /** By commit address in lower case. */
  readonly byEmail: ReadonlyMap<string, MailmapEntry>
}

interface MailmapEntry {
  /** For any name with this address. */
  readonly name?: string | undefined
  readonly email?: string | undefined
  /** For one name with this address, by the name in lower case. */
  readonly byName: ReadonlyMap<string, { readonly name?: string | undefined; readonly email?: string | undefined }>
}

export const noMailmap: Mailmap = { byEmail: new Map() }

const line = /^([^<#]*)<([^<>]*)>([^<#]*)(?:<([^<>]*)>)?/

/** Reads the four forms of gitmailmap(5); `#` begins a comment, other lines are passed over. */
export function readMailmap(text: string): Mailmap {
  const byEmail = new Map<
    string,
    { name?: string; email?: string; byName: Map<string, { name?: string; email?: string }> }
  >()
  for (const raw of text.split('\n')) {
    const match = line.exec(raw.trim())
    if (match === null) continue
    const properName = (match[1] ?? '').trim()
    const properEmail = (match[2] ?? '').trim()
    const commitName = (match[3] ?? '').trim()
    const commitEmail = match[4]?.trim()
    const key = (commitEmail ?? properEmail).toLowerCase()
    const entry = byEmail.get(key) ?? { byName: new Map() }
    const change = {
      ...(properName === '' ? {} : { name: properName }),
      ...(commitEmail === undefined ? {} : { email: properEmail }),
    }
    if (commitEmail !== undefined && commitName !== '') entry.byName.set(commitName.toLowerCase(), change)
    else Object.assign(entry, change)
    byEmail.set(key, entry)
  }
  return { byEmail }
}

/** The person's proper name and address; the address itself where the map does not know it. */
export function canonicalAddress(address: Address, mailmap: Mailmap): Address {
  if (mailmap.byEmail.size === 0) return address
  const entry = mailmap.byEmail.get(address.email.toLowerCase())
  if (entry === undefined) return address
  const change = entry.byName.get(readName(address.name).toLowerCase()) ?? entry
  return { name: change.name ?? address.name, email: change.email ?? address.email }
}

/** All addresses that the map knows for the person with this one, itself among them; lower case. */
export function addressesOf(email: string, mailmap: Mailmap): readonly string[] {
  const own = personOf(email.toLowerCase(), mailmap)
  const others = [...mailmap.byEmail.keys()].filter((key) => personOf(key, mailmap) === own)
  return [...new Set([email.toLowerCase(), own, ...others])]
}

function personOf(email: string, { byEmail }: Mailmap): string {
  return (byEmail.get(email)?.email ?? email).toLowerCase()
}
