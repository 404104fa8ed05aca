const minuteMs = 60_000
const unitMs: Readonly<Record<string, number>> = {
  m: minuteMs,
  h: 60 * minuteMs,
  d: 24 * 60 * minuteMs,
  w: 7 * 24 * 60 * minuteMs,
}

/** `30m`, `2h`, `1 day`, `2w` in milliseconds; undefined where it is no duration. */
export function readSpan(text: string): number | undefined {
  const span = /^(\d{1,9})\s?(m|h|d|w)(?:in|ins|inutes?|ours?|rs?|ays?|eeks?)?$/iu.exec(text.trim())
  const ms = span === null ? undefined : Number(span[1]) * (unitMs[(span[2] ?? '').toLowerCase()] ?? 0)
  return ms === 0 ? undefined : ms
}

/** Whether somebody meant a duration, though `readSpan` takes none: `0h`, `-2h`, `1.5h`, `1h30m`, `for 2 hours`, `1 month`. */
export function isLikeSpan(text: string): boolean {
  const [, first = '', second = 'm'] =
    /^(?:for\s+)?[-−–—]?\d+(?:[.,:]\d+)?(\s?[a-z]+)(?:\s?\d+(\s?[a-z]*))?$/iu.exec(text.trim()) ?? []
  return [first, second || 'm'].every((unit) => readSpan(`1${unit}`) !== undefined || otherUnit.test(unit.trim()))
}

/** Too short, or of no certain length. */
const otherUnit = /^(?:s|secs?|seconds?|months?|y|years?)$/iu
