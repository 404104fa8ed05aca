import type { Part } from '#src/series/part.ts'
import { bySent, partsOf } from '#src/series/sending.ts'
import type { Sending } from '#src/series/sending.ts'

/** So many mails that a part answers, and series that answer one mail, are looked at. */
const mostLookedAt = 16

/**
 * Sendings that claim numbers of another one, each with that in words: a part that somebody else sent into a thread, or
 * a number that comes twice. They stand alone, so that no later mail can replace a part.
 */
export function refusedSlots(sendings: readonly Sending[]): ReadonlyMap<Sending, string> {
  const near = new Map<string, Sending[]>()
  const numbered = sendings.filter((sending) => sending.total > 1)
  for (const sending of numbered) {
    for (const id of new Set(partsOf(sending).flatMap((part) => [part.id, ...part.ancestry.slice(0, 1)]))) {
      const others = near.get(id) ?? []
      if (others.length < mostLookedAt && others.push(sending) === 1) near.set(id, others)
    }
  }
  const refused = new Map<Sending, string>()
  for (const sending of numbered) {
    if (sending.isResend || sending.slots.has(0) || sending.slots.size === sending.total) continue
    const parts = partsOf(sending)
    const answered = parts.flatMap((part) => part.ancestry.slice(0, mostLookedAt))
    const home = answered.flatMap((id) => near.get(id) ?? []).find((other) => refuses(other, sending, parts))
    if (home !== undefined) refused.set(sending, inWords(home, sending, parts))
  }
  return refused
}

function refuses(home: Sending, sending: Sending, parts: readonly Part[]): boolean {
  if (home === sending || home.total !== sending.total || home.version !== sending.version) return false
  if (home.sender !== sending.sender) return home.slots.size > sending.slots.size
  return parts.every((part) => {
    const taken = home.slots.get(part.number)
    return taken !== undefined && (home.slots.size > sending.slots.size || bySent(taken, part) < 0)
  })
}

function inWords(home: Sending, sending: Sending, parts: readonly Part[]): string {
  const numbers = parts.map((part) => `${part.number}/${sending.total}`).join(', ')
  if (home.sender !== sending.sender) return `claims ${numbers} of a series from another address: kept apart`
  return `the series in this thread has its ${numbers} already: kept apart`
}
