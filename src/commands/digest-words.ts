import type { FollowedList } from '#src/commands/context.ts'
import { filterTyped, filterWords } from '#src/commands/filter-options.ts'
import { formatWeeklyTime, timeAfter, type WeeklyTime } from '#src/lib/weekly-time.ts'
import type { Span } from '#src/notice/notice.ts'
import type { Schedule } from '#src/storage/digests.ts'

type Said = Pick<Schedule, 'weekly' | 'filter' | 'list'>

/** `09:00 Europe/Berlin mon-fri, what it subscribes to`. */
export function scheduleWords({ weekly, filter, list }: Said, lists: readonly FollowedList[]): string {
  const about = filter === undefined ? 'what it subscribes to' : filterWords(filter)
  return `${formatWeeklyTime(weekly)}, ${about}${lists.length > 1 ? ` of ${list}` : ''}`
}

/** What has to be typed to get this schedule again. */
export function scheduleTyped({ weekly, filter, list }: Said, lists: readonly FollowedList[]): string {
  const about = filter === undefined ? '' : ` ${filterTyped(filter, list, lists)}`
  return `digest ${formatWeeklyTime(weekly)}${about}`
}

/** `Mon 23 Nov, 09:00 Europe/Berlin`, in the reader's own zone where the platform can, or has told us which it is. */
export function nextTime(weekly: WeeklyTime, now: number, zone: string = weekly.zone): Span {
  const at = timeAfter(weekly, now)
  const written = inZone(at, zone) ?? inZone(at, weekly.zone)
  return { text: written ?? '', at }
}

/** Undefined where there is no such zone. */
function inZone(at: number, timeZone: string): string | undefined {
  try {
    const written = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(at)
    return `${written} ${timeZone}`
  } catch {
    return undefined
  }
}
