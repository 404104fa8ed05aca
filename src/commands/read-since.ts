import { momentForms, readMoment } from '#src/commands/read-moment.ts'

/**
 * When a period up to `until` begins. Milliseconds; an error in words for what is no moment before it. No mail is older
 * than the epoch: `since:9999y` would give a year that nobody writes.
 */
export function readSince(text: string, until: number): number | string {
  const at = readMoment(text, until)
  if (at === undefined || at === until) return `since:${text} is no time: write ${momentForms}`
  return at < until ? Math.max(0, at) : `since:${text} lies in the future`
}
