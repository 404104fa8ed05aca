import type { Part } from '#src/series/part.ts'
import type { Sending } from '#src/series/sending.ts'

/**
 * One-patch rerolls: `[PATCH v5.1 10/12]`, a new try of one patch in the thread of v5, or `[PATCH v6 10/12]` in answer to
 * patch 10 of v5. Such a sending is no revision of its own but an extra part of the one it mends. Returns the mended
 * sending of each.
 */
export function baseOfRerolls(sendings: readonly Sending[]): ReadonlyMap<Sending, Sending> {
  const homes = new Map<string, Sending>()
  for (const sending of sendings) for (const part of sending.slots.values()) homes.set(part.id, sending)
  const bases = new Map<Sending, Sending>()
  for (const sending of sendings) {
    const base = isReroll(sending) ? baseInThread(sending, homes) : baseOfAnswers(sending, homes)
    if (base !== undefined) bases.set(sending, base)
  }
  return new Map([...endsOf(bases)].filter(([reroll, end]) => end !== reroll))
}

/**
 * A reroll of a reroll mends the series in the end; those that answer each other in a circle mend none, and what renews
 * more than a few patches stands for itself.
 */
function endsOf(bases: ReadonlyMap<Sending, Sending>): ReadonlyMap<Sending, Sending> {
  const ends = new Map<Sending, Sending>()
  for (const start of bases.keys()) {
    const path = new Set<Sending>()
    let top = start
    for (let base = bases.get(top); base !== undefined && !ends.has(top) && !path.has(top); base = bases.get(top)) {
      path.add(top)
      top = base
    }
    const isCircle = path.has(top)
    let end = ends.get(top) ?? top
    for (const sending of [...path].reverse()) {
      if (isCircle || !(isReroll(sending) || renewsFew(sending, end))) end = sending
      ends.set(sending, end)
    }
  }
  return ends
}

/** Of a whole new version, too, mails are lost or go to other lists: then what is here of it is about as much as of the old one. */
function renewsFew(sending: Sending, base: Sending): boolean {
  const here = [...base.slots.keys()].filter((number) => number > 0).length
  return sending.slots.size * 2 <= here
}

function isReroll(sending: Sending): boolean {
  return (
    sending.version.includes('.') && !sending.slots.has(0) && (sending.slots.size < sending.total || isLone(sending))
  )
}

/** `[PATCH v5.1]` without a counter. */
function isLone({ slots }: Sending): boolean {
  return slots.get(1)?.isLone === true
}

function baseInThread(reroll: Sending, homes: ReadonlyMap<string, Sending>): Sending | undefined {
  const parts: Part[] = [...reroll.slots.values()]
  for (const id of parts.flatMap((part) => part.ancestry)) {
    const base = homes.get(id)
    if (base !== undefined && base !== reroll && mends(reroll, base)) return base
  }
  return undefined
}

/** Some of the patches again, each in answer to its old one. */
function baseOfAnswers(sending: Sending, homes: ReadonlyMap<string, Sending>): Sending | undefined {
  const parts: Part[] = [...sending.slots.values()]
  const base = homes.get(parts[0]?.ancestry[0] ?? '')
  if (base === undefined || base.sender !== sending.sender || base.total !== sending.total) return undefined
  if (base.version === sending.version) return undefined
  return parts.every(({ number, ancestry }) => number > 0 && base.slots.get(number)?.id === ancestry[0])
    ? base
    : undefined
}

function mends(reroll: Sending, base: Sending): boolean {
  const whole = reroll.version.slice(0, reroll.version.indexOf('.'))
  const mayBeOf = isLone(reroll) ? base.total > 1 : base.total === reroll.total
  return mayBeOf && base.sender === reroll.sender && base.version.split('.', 1)[0] === whole
}
