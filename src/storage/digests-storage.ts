import { oldestMail, rawMails, seriesAnswered, seriesApplied, seriesBegun } from './digest-questions.ts'
import type { Digests } from './digests.ts'
import { lateSeries, tellLate } from './late-series.ts'
import { putSchedule, removeSchedules, schedules, settlePeriod } from './schedules.ts'
import type { Db } from './tables.ts'

export function digestsStorage(db: Db): Digests {
  return {
    schedules: (of) => schedules(db, of),
    putSchedule: (schedule) => putSchedule(db, schedule),
    removeSchedules: (platform, channel) => removeSchedules(db, platform, channel),
    settlePeriod: (schedule, until, row, at) => settlePeriod(db, schedule, until, row, at),

    seriesBegun: (list, from, until) => seriesBegun(db, list, from, until),
    seriesApplied: (list, from, until) => seriesApplied(db, list, from, until),
    seriesAnswered: (list, period, fewest) => seriesAnswered(db, list, period, fewest),
    oldestMail: () => oldestMail(db),
    rawMails: (list, from, until) => rawMails(db, list, from, until),

    lateSeries: (list) => lateSeries(db, list),
    tellLate: (keys, rows, at) => tellLate(db, keys, rows, at),
  }
}
