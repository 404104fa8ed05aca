import {
  oldestMail,
  rawMails,
  seriesAnswered,
  seriesApplied,
  seriesBegun,
  seriesUnanswered,
} from './digest-questions.ts'
import type { Digests } from './digests.ts'
import { lateSeries, tellLate } from './late-series.ts'
import { putSchedule, removeSchedules, schedules, settlePeriod } from './schedules.ts'
import type { Db } from './tables.ts'

export function digestsStorage(db: Db, reading: Db): Digests {
  return {
    schedules: (of) => schedules(reading, of),
    putSchedule: (schedule) => putSchedule(db, schedule),
    removeSchedules: (platform, channel) => removeSchedules(db, platform, channel),
    settlePeriod: (schedule, until, row, at) => settlePeriod(db, schedule, until, row, at),

    seriesBegun: (list, from, until) => seriesBegun(reading, list, from, until),
    seriesUnanswered: (list, from, until) => seriesUnanswered(reading, list, from, until),
    seriesApplied: (list, from, until) => seriesApplied(reading, list, from, until),
    seriesAnswered: (list, period, fewest) => seriesAnswered(reading, list, period, fewest),
    oldestMail: () => oldestMail(reading),
    rawMails: (list, from, until) => rawMails(reading, list, from, until),

    lateSeries: (list) => lateSeries(reading, list),
    tellLate: (keys, telling, at) => tellLate(db, keys, telling, at),
  }
}
