import { didYouMeanHint } from '#src/lib/did-you-mean.ts'
import { readTimeZone } from '#src/lib/time-zone.ts'
import { readWeekDays } from '#src/lib/week-days.ts'
import type { WeeklyTime } from '#src/lib/weekly-time.ts'

/** What was asked for: words of a filter may follow the time. */
export interface WantedSchedule {
  readonly weekly: WeeklyTime
  /** As typed; '' where none was given. */
  readonly filter: string
}

const everyDay = [0, 1, 2, 3, 4, 5, 6]

/**
 * Reads `09:00 Europe/Berlin mon-fri`, perhaps with a filter behind it. The zone may be left out where the asker's is
 * known, the days where all are meant. An error in words for anything else.
 */
export function readSchedule(typed: string, zoneOfAsker: string | undefined): WantedSchedule | string {
  const words = typed
    .replaceAll(/,\s+(?=(?:sun|mon|tue|wed|thu|fri|sat))/giu, ',')
    .trim()
    .split(/\s+/u)
  const [first = '', ...rest] = words
  if (first.toLowerCase() === 'off') return `off stands alone: leave out ${rest.join(' ')}`
  const time = readTime(first)
  if (time === undefined)
    return `this is no time: ${first}${didYouMeanHint(first, ['now', 'off']) || ' (write 09:00 or 18:30)'}`
  const zone = takeZone(rest, zoneOfAsker)
  if (typeof zone === 'string') return zone
  const days = takeDays(zone.rest)
  if (typeof days === 'string') return days
  return { weekly: { time, zone: zone.zone, days: days.days }, filter: days.rest.join(' ') }
}

/** `9:00` is 09:00. */
function readTime(word: string): string | undefined {
  const [, hour, minute] = /^(\d{1,2})[:.](\d{2})$/u.exec(word) ?? []
  if (hour === undefined || minute === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined
  return `${hour.padStart(2, '0')}:${minute}`
}

function takeZone(
  words: readonly string[],
  usual: string | undefined,
): { readonly zone: string; readonly rest: readonly string[] } | string {
  const [first, ...rest] = words
  const isLeftOut = first === undefined || 'days' in readWeekDays(first) || isFilter(first)
  if (!isLeftOut) {
    const read = readTimeZone(first)
    return 'zone' in read ? { zone: read.zone, rest } : read.error
  }
  const known = usual === undefined ? undefined : readTimeZone(usual)
  if (known === undefined || 'error' in known)
    return 'say in which time zone, such as Europe/Berlin or UTC, between time and days'
  return { zone: known.zone, rest: words }
}

function takeDays(
  words: readonly string[],
): { readonly days: readonly number[]; readonly rest: readonly string[] } | string {
  const end = words.findIndex(isFilter)
  // People also write `mon wed fri` and `mon - fri`.
  const written = words
    .slice(0, end < 0 ? words.length : end)
    .join(',')
    .replaceAll(/,?([-–]),?/gu, '$1')
  if (written === '') return { days: everyDay, rest: words }
  const read = readWeekDays(written)
  return 'days' in read ? { days: read.days, rest: end < 0 ? [] : words.slice(end) } : read.error
}

function isFilter(word: string): boolean {
  return word.toLowerCase() === 'all' || word.includes(':')
}
