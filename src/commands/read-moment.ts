const dayMs = 86_400_000
const unitDays: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30, y: 365 }

/** What `readMoment` takes, to say where it did not. */
export const momentForms = '30d, 12w, 3m, 1y, 2026-01-31 or 2026-01-31T09:00Z'

/**
 * `30d`, `12w`, `3m`, `1y` before `now`, the first moment of a day in UTC, or a moment. Undefined for anything else.
 * Never before 1970, when no mail was sent: `9999y` would be a year that nobody can read.
 */
export function readMoment(text: string, now: number): number | undefined {
  const at = momentIn(text, now)
  return at === undefined ? undefined : Math.max(0, at)
}

function momentIn(text: string, now: number): number | undefined {
  const typed = text.trim()
  const span = /^(\d{1,4})\s?(d|w|m|y)(?:ays?|eeks?|onths?|ears?)?$/iu.exec(typed)
  if (span !== null) return now - Number(span[1]) * (unitDays[(span[2] ?? 'd').toLowerCase()] ?? 1) * dayMs
  const [, day = '', , zone] = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$/u.exec(typed) ?? []
  const start = Date.parse(day)
  // JavaScript takes 31 February for 3 March.
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day) return undefined
  const at = Date.parse(typed === day || zone !== undefined ? typed : `${typed}Z`)
  return Number.isNaN(at) ? undefined : at
}
