import { assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTimeZone } from '#src/lib/time-zone.ts'
import { formatWeekDays, readWeekDays } from '#src/lib/week-days.ts'
import { timeAfter, timeUpTo, type WeeklyTime } from '#src/lib/weekly-time.ts'

const hour = 3_600_000
const daily = [0, 1, 2, 3, 4, 5, 6]

function at(text: string): number {
  return Date.parse(text)
}

describe('a weekly time', () => {
  const morning: WeeklyTime = { time: '09:00', zone: 'Europe/Berlin', days: [1, 2, 3, 4, 5] }

  test('follows the clocks of its place through the year, and leaves out the other days', () => {
    expect(timeAfter(morning, at('2026-01-05T00:00Z'))).toBe(at('2026-01-05T08:00Z'))
    expect(timeAfter(morning, at('2026-07-01T08:00Z'))).toBe(at('2026-07-02T07:00Z'))
    expect(timeAfter(morning, at('2026-11-20T12:00Z'))).toBe(at('2026-11-23T08:00Z'))
  })

  test('is strictly after, and up to includes the moment itself', () => {
    const monday = at('2026-11-23T08:00Z')
    expect(timeAfter(morning, monday)).toBe(at('2026-11-24T08:00Z'))
    expect(timeUpTo(morning, monday)).toBe(monday)
    expect(timeUpTo(morning, monday - 1)).toBe(at('2026-11-20T08:00Z'))
  })

  const night: WeeklyTime = { time: '02:30', zone: 'Europe/Berlin', days: daily }

  test('that the clocks skip comes when they have been put forward', () => {
    expect(timeAfter(night, at('2026-03-28T12:00Z'))).toBe(at('2026-03-29T01:00Z'))
    expect(timeAfter(night, at('2026-03-29T01:00Z'))).toBe(at('2026-03-30T00:30Z'))
  })

  test('that the clocks show twice comes once', () => {
    expect(timeAfter(night, at('2026-10-24T12:00Z'))).toBe(at('2026-10-25T00:30Z'))
    expect(timeAfter(night, at('2026-10-25T00:30Z'))).toBe(at('2026-10-26T01:30Z'))
    expect(timeUpTo(night, at('2026-10-25T01:45Z'))).toBe(at('2026-10-25T00:30Z'))
  })

  test('comes once a day in every zone at every time, and up to and after meet', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'America/New_York',
      'Africa/Casablanca',
      'Asia/Kolkata',
    ]
    assert(
      property(
        constantFrom(...zones),
        integer({ min: 0, max: 23 }),
        integer({ min: 0, max: 59 }),
        integer({ min: at('2025-01-01'), max: at('2028-01-01') }),
        (zone, h, m, now) => {
          const weekly = { time: `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`, zone, days: daily }
          const next = timeAfter(weekly, now)
          const last = timeUpTo(weekly, now)
          expect(last).toBeLessThanOrEqual(now)
          expect(next).toBeGreaterThan(now)
          expect(timeAfter(weekly, last)).toBe(next)
          expect(next - last).toBeGreaterThanOrEqual(22 * hour)
          expect(next - last).toBeLessThanOrEqual(26 * hour)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('days', () => {
  test.each([
    ['mon-fri', [1, 2, 3, 4, 5], 'mon-fri'],
    ['weekdays', [1, 2, 3, 4, 5], 'mon-fri'],
    ['Daily', daily, 'daily'],
    ['mon,wed,fri', [1, 3, 5], 'mon,wed,fri'],
    ['Monday', [1], 'mon'],
    ['tues', [2], 'tue'],
    ['fri-mon', [0, 1, 5, 6], 'mon,fri,sat,sun'],
    ['weekend', [0, 6], 'sat,sun'],
    ['sun-sat', daily, 'daily'],
  ])('%s', (typed, days, written) => {
    expect(readWeekDays(typed)).toEqual({ days })
    expect(formatWeekDays(days)).toBe(written)
  })

  test.each([
    ['mno', 'this is no day: mno, did you mean mon?'],
    ['mon-', 'this is no day: mon-'],
    ['mon-tue-wed', 'this is no day: mon-tue-wed'],
    ['', 'this is no day: '],
    ['weekday s', 'this is no day: weekday s'],
    ['wekdays', 'did you mean weekdays?'],
  ])('%s is refused', (typed, error) => {
    expect(readWeekDays(typed)).toMatchObject({ error: expect.stringContaining(error) as string })
  })
})

describe('a time zone', () => {
  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['utc', 'UTC'],
    ['Berlin', 'Europe/Berlin'],
    ['New York', 'America/New_York'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
  ])('%s is %s', (typed, zone) => {
    expect(readTimeZone(typed)).toEqual({ zone })
  })

  test.each([
    ['Europe/Berln', 'this is no time zone: Europe/Berln, did you mean Europe/Berlin?'],
    ['Berln', 'did you mean Europe/Berlin?'],
    ['CEST', 'this is no time zone: CEST'],
    ['+02:00', 'this is no time zone: +02:00 (write a name such as Europe/Berlin or UTC)'],
    ['Mars/Olympus', 'this is no time zone: Mars/Olympus'],
  ])('%s is refused', (typed, error) => {
    expect(readTimeZone(typed)).toMatchObject({ error: expect.stringContaining(error) as string })
  })

  test('that nobody knows is refused in no time', () => {
    const started = performance.now()
    for (let times = 0; times < 20; times += 1) readTimeZone('x'.repeat(1000))
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
