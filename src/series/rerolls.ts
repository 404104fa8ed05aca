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
  // A reroll of a reroll mends the series in the end; those that answer each other in a circle mend none.
  return new Map(
    [...bases.keys()].flatMap((reroll) => {
      const end = endOf(reroll, bases)
      return end === undefined ? [] : [[reroll, end] as const]
    }),
  )
}

function endOf(reroll: Sending, bases: ReadonlyMap<Sending, Sending>): Sending | undefined {
  const passed = new Set<Sending>()
  let end = reroll
  for (let next = bases.get(end); next !== undefined; next = bases.get(end)) {
    if (passed.has(next)) return undefined
    passed.add(next)
    end = next
  }
  return end
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

/** Some of the patches again, each in answer to its old one. The others stay as they are, else they would be here. */
function baseOfAnswers(sending: Sending, homes: ReadonlyMap<string, Sending>): Sending | undefined {
  const parts: Part[] = [...sending.slots.values()]
  const base = homes.get(parts[0]?.ancestry[0] ?? '')
  if (base === undefined || base.sender !== sending.sender || base.total !== sending.total) return undefined
  if (base.version === sending.version || parts.length >= sending.total) return undefined
  return parts.every(({ number, ancestry }) => number > 0 && base.slots.get(number)?.id === ancestry[0])
    ? base
    : undefined
}

function mends(reroll: Sending, base: Sending): boolean {
  const whole = reroll.version.slice(0, reroll.version.indexOf('.'))
  const mayBeOf = isLone(reroll) ? base.total > 1 : base.total === reroll.total
  return mayBeOf && base.sender === reroll.sender && base.version.split('.', 1)[0] === whole
}
