import type { Address, Message } from '#src/mail/message.ts'

const listDomains =
  /(?:^|[@.])(?:vger\.kernel\.org|lists?\.[a-z0-9.-]+|[a-z0-9.-]*nongnu\.org|googlegroups\.com|lists\.linux\.dev)$/i
const viaSuffix = /\s+(?:via|by way of|on behalf of)\s+.{1,100}$/i
const relayLocal = /^devnull\+(.+)$/i

/**
 * Who wrote a change: the in-body From where there is one, else the sender with the mangling of relays and lists
 * undone: `X via B4 Relay <devnull+x.example.org@kernel.org>`, `X via list <list@…>` with Reply-To, `a at b (X)`.
 */
export function authorOf(message: Message, bodyFrom: Address | undefined): Address {
  return tidy(bodyFrom ?? sender(message))
}

/** Who sent a mail, mangling undone. */
function sender(message: Message): Address {
  const { from, originalFrom, replyTo } = message
  if (originalFrom !== undefined && originalFrom.email !== '') return named(originalFrom, from.name)
  const spelledOut = /^(\S+) (?:at|\(at\)) (\S+) \((.{1,100})\)$/.exec(from.name.slice(0, 300))
  if (from.email === '' && spelledOut !== null) {
    return { name: spelledOut[3] ?? '', email: `${spelledOut[1]}@${spelledOut[2]}` }
  }
  if (!viaSuffix.test(from.name.slice(0, 300))) return from
  if (replyTo !== undefined && isMangled(from.email) && !isMangled(replyTo.email)) return named(replyTo, from.name)
  return { name: withoutVia(from.name), email: from.email }
}

/** A list or a relay writes in someone's place. */
function isMangled(email: string): boolean {
  const [local = '', domain = ''] = email.split('@', 2)
  return relayLocal.test(local) || listDomains.test(domain)
}

function named(address: Address, otherName: string): Address {
  return { name: withoutVia(address.name === '' ? otherName : address.name), email: address.email }
}

function withoutVia(name: string): string {
  return name
    .slice(0, 300)
    .replace(viaSuffix, '')
    .replace(/^'(.+)'$/, '$1')
}

/** A name that only repeats the address is no name. */
function tidy(address: Address): Address {
  return address.name === address.email ? { name: '', email: address.email } : address
}
