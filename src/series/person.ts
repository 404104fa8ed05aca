import { emailKey } from '#src/mail/address.ts'
import type { Address } from '#src/mail/message.ts'

/** Keys of a person: two mailboxes that share one are the same person (same address, or same full name). */
export function personKeys({ name, email }: Address): string[] {
  const words = wordsOfName(name)
  return words.includes(' ') ? [emailKey(email), `name ${words}`] : [emailKey(email)]
}

/** `Doe, Jane` and `Jane Doe (EXAMPLE)` are one name. */
export function wordsOfName(name: string): string {
  return name
    .slice(0, 200)
    .replace(/\([^()]*\)| via .*$/g, '')
    .toLowerCase()
    .split(/[\s,."']+/)
    .filter((word) => word !== '')
    .sort()
    .join(' ')
}
