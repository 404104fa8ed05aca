const dayMs = 86_400_000
const unitDays: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30, y: 365 }

/** `30d`, `12w`, `3m`, `1y` before `until`, or a date. Milliseconds; an error in words for anything else. */
export function readSince(text: string, until: number): number | string {
  const span = /^(\d{1,4})\s?(d|w|m|y)(?:ays?|eeks?|onths?|ears?)?$/iu.exec(text.trim())
  if (span !== null) return until - Number(span[1]) * (unitDays[(span[2] ?? 'd').toLowerCase()] ?? 1) * dayMs
  const at = /^\d{4}-\d{2}-\d{2}$/u.test(text.trim()) ? Date.parse(`${text.trim()}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(at)) return `since:${text} is no time: write 30d, 12w, 3m, 1y or a date like 2026-01-31`
  return at < until ? at : `since:${text} lies in the future`
}
