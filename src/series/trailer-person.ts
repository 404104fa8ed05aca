import type { Address } from '#src/mail/message.ts'

/** The person of `Jane Doe <jane@example.org> # arm64`; both empty where the value names nobody. */
export function personOf(value: string): Address {
  const open = value.lastIndexOf('<')
  const close = value.indexOf('>', open)
  if (open >= 0 && close > open) {
    return { name: unquoted(value.slice(0, open)), email: value.slice(open + 1, close).trim() }
  }
  const bare = value.split(/\s/).find((word) => word.includes('@'))
  return bare === undefined ? { name: unquoted(value), email: '' } : { name: '', email: bare }
}

function unquoted(name: string): string {
  return name.trim().replace(/^"(.*)"$/, '$1')
}
