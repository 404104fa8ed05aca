import { hash } from 'node:crypto'
import type { Part } from '#src/series/part.ts'
import { bySent, partsOf } from '#src/series/sending.ts'
import type { Sending } from '#src/series/sending.ts'

/**
 * Ids of sendings, from what their parts say. A lone patch has its message id's; a series that of the run it was mailed
 * in, else of the mail that its parts answer, so that a cover that comes late changes nothing. Where two sendings would
 * get one id, the later one takes its first part's.
 */
export function nameSendings(sendings: readonly Sending[]): Map<string, Sending> {
  const named = new Map<string, Sending>()
  const order = sendings.map((sending) => ({ sending, first: firstSent(sending) }))
  for (const { sending, first } of order.sort((left, right) => bySent(left.first, right.first))) {
    const id = hashed(anchorOf(sending))
    named.set(named.has(id) ? hashed(`first ${first.id}`) : id, sending)
  }
  return named
}

function firstSent(sending: Sending): Part {
  return [...sending.slots.values()].reduce((first, part) => (bySent(part, first) < 0 ? part : first))
}

function anchorOf(sending: Sending): string {
  const parts = partsOf(sending)
  const [first] = parts
  if (first === undefined || first.isLone) return `mail ${first?.id ?? ''}`
  const stem = commonest(parts.flatMap((part) => (part.stem === undefined ? [] : [part.stem.stem])))
  if (stem !== undefined) return `run ${stem} ${sending.total}`
  return `thread ${headId(parts)} ${sending.total}`
}

/** The cover or what stands for it while it is missing: what most patches answer. */
function headId(parts: readonly Part[]): string {
  const [first] = parts
  if (first?.number === 0) return first.id
  const answered = commonest(parts.filter((part) => part.number > 1).map((part) => part.ancestry[0] ?? part.id))
  return answered ?? first?.ancestry[0] ?? first?.id ?? ''
}

/** The most frequent value, the smallest of equals. */
function commonest(values: readonly string[]): string | undefined {
  let best: string | undefined
  let most = 0
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  for (const [value, count] of counts) {
    if (count < most || (count === most && best !== undefined && value > best)) continue
    best = value
    most = count
  }
  return best
}

/** 16 hexadecimal digits: short enough to type, and no two in a million series alike. */
function hashed(text: string): string {
  return hash('sha256', text).slice(0, 16)
}
