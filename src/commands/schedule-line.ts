import { formatWeekDays } from '#src/lib/week-days.ts'
import { timeAfter } from '#src/lib/weekly-time.ts'
import type { Span } from '#src/notice/notice.ts'
import type { Schedule } from '#src/storage/digests.ts'

/** `09:00 mon-fri (Europe/Berlin), next Mon 23 Nov, 09:00`: the next one by the reader's own clock where that is known. */
export function scheduleLine({ weekly }: Schedule, now: number, zone = weekly.zone): readonly Span[] {
  const next = timeAfter(weekly, now)
  return [
    { text: `${weekly.time} ${formatWeekDays(weekly.days)} (${weekly.zone}), next ` },
    { text: inZone(next, zone) ?? inZone(next, weekly.zone) ?? '', at: next },
  ]
}

/** Undefined where there is no such zone. */
function inZone(at: number, timeZone: string): string | undefined {
  try {
    const time = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    return time.format(at)
  } catch {
    return undefined
  }
}
