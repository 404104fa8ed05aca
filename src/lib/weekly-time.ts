import { Cron } from 'croner'
import { formatWeekDays } from './week-days.ts'

/** A time of day on some days of the week, by the clocks of a place. */
export interface WeeklyTime {
  /** `09:00`. */
  readonly time: string
  /** `Europe/Berlin`. */
  readonly zone: string
  /** From 0 (Sunday), ascending, at least one. */
  readonly days: readonly number[]
}

const weekMs = 7 * 86_400_000

/**
 * The first time after `after`, in milliseconds. A time that the clocks skip comes when they have been put forward, one
 * that they show twice comes the first time.
 */
export function timeAfter(weekly: WeeklyTime, after: number): number {
  const next = cronOf(weekly).nextRun(new Date(after))
  if (next === null) throw new Error(`no next time for ${JSON.stringify(weekly)}`)
  return next.getTime()
}

/** The last time at or before `at`. */
export function timeUpTo(weekly: WeeklyTime, at: number): number {
  // A week and the hours by which clocks change.
  let last = timeAfter(weekly, at - weekMs - 86_400_000)
  for (let next = last; next <= at; next = timeAfter(weekly, last)) last = next
  return last
}

/** `09:00 Europe/Berlin mon-fri`. */
export function formatWeeklyTime({ time, zone, days }: WeeklyTime): string {
  return `${time} ${zone} ${formatWeekDays(days)}`
}

function cronOf({ time, zone, days }: WeeklyTime): Cron {
  const [hour, minute] = time.split(':').map(Number)
  return new Cron(`0 ${minute} ${hour} * * ${days.join(',')}`, { timezone: zone, paused: true })
}
