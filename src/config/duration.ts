const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** How a duration is written: a whole number and a unit, `90s`, `24h`, `90d`. */
export const durationPattern = /^(\d{1,9})(ms|s|m|h|d|w)$/

/** `24h` in milliseconds; undefined where it is no duration. */
export function readDuration(text: string): number | undefined {
  const match = durationPattern.exec(text)
  if (!match?.[1] || !match[2] || !isUnit(match[2])) return undefined
  return Number(match[1]) * unitMs[match[2]]
}

function isUnit(text: string): text is keyof typeof unitMs {
  return text in unitMs
}
