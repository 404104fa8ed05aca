import { oneLine } from '#src/lib/clip.ts'
import { neutralise } from '#src/lib/neutralise.ts'
import type { Address } from '#src/mail/message.ts'

/** `Jane Doe <jane@example.org>`, the name quoted where RFC 5322 asks for it. */
export function formatAddress(address: Address): string {
  if (address.name === '') return address.email
  const name = /[",;:<>@()[\]\\]/.test(address.name) ? `"${address.name.replace(/["\\]/g, '\\$&')}"` : address.name
  return `${name} <${address.email}>`
}

/** A person in JSON lines: who gives no name is called by the address, as git does. */
export function printedPerson(address: Address): Address {
  return { name: address.name === '' ? address.email : address.name, email: address.email }
}

/** What to call a person, in one line: the name where one can be seen, else the local part of the address. */
export function displayName(address: Address): string {
  const name = oneLine(neutralise(address.name))
  return name === '' ? (address.email.split('@', 1)[0] ?? '') : name
}

/**
 * The same mailbox for our purposes: case, `+tag` and one level of sub-domain do not count
 * (foo@linux.intel.com is foo@intel.com, as b4 sees it too).
 */
export function sameEmail(a: string, b: string): boolean {
  return a === b || emailKey(a) === emailKey(b)
}

/** A key that is equal exactly where `sameEmail` holds. */
export function emailKey(email: string): string {
  const lower = email.toLowerCase()
  const at = lower.lastIndexOf('@')
  if (at < 0) return lower
  const local = lower.slice(0, at)
  const plus = local.indexOf('+')
  return `${plus > 0 ? local.slice(0, plus) : local}@${mainDomain(lower.slice(at + 1))}`
}

/** The domain without one level of sub-domain, where enough of it is left to name an organisation. */
function mainDomain(domain: string): string {
  const labels = domain.split('.')
  const isCountry =
    (labels.at(-1) ?? '').length === 2 && /^(?:ac|co|com|edu|go|gov|ne|net|or|org)$/.test(labels.at(-2) ?? '')
  return labels.length > (isCountry ? 3 : 2) ? labels.slice(1).join('.') : domain
}
