import { momentForms, readMoment } from '#src/commands/read-moment.ts'

/** When a period up to `until` begins. Milliseconds; an error in words for what is no moment before it. */
export function readSince(text: string, until: number): number | string {
  const at = readMoment(text, until)
  if (at === undefined || at === until) return `since:${text} is no time: write ${momentForms}`
  return at < until ? at : `since:${text} lies in the future`
}
