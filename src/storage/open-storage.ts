import { Kysely } from 'kysely'
import { activity, activityByArch } from './activity.ts'
import { claimDue, nextDueAt, startAttempt } from './claim-due.ts'
import { clustersToLookAt, nextLookAt } from './clusters.ts'
import { clockOf, cursorOf, startList } from './cursors.ts'
import { inTransaction } from './in-transaction.ts'
import { knownValues } from './known-values.ts'
import { mailById, mailsByIds, rawOf } from './mail-questions.ts'
import { migrate } from './migrate.ts'
import { firstContributions, topContributors } from './contributors.ts'
import { counts, newestMailAt } from './numbers.ts'
import { eventsOfSeries, postsOfSeries, row, rowsOfEvent, rowsOfSeries } from './outbox-questions.ts'
import { digestsStorage } from './digests-storage.ts'
import { explainPostgres, postgresDialect, postgresNames, postgresPool, withoutPassword } from './postgres.ts'
import { responseTimes } from './response-times.ts'
import { rulesStorage } from './rules-storage.ts'
import { saveAnnouncement } from './save-announcement.ts'
import { saveMails } from './save-mails.ts'
import { personalStorage } from './personal-storage.ts'
import { relatives, searchSeries, seriesByKey, seriesOfMail, seriesSince } from './series-questions.ts'
import {
  editsDue,
  giveUp,
  markEdited,
  markInterruptedUncertain,
  markSent,
  markUncertain,
  parkLane,
  retryAt,
  retryEditAt,
} from './settle.ts'
import { sqliteDialect, sqliteNames } from './sqlite.ts'
import { StorageError } from './storage-error.ts'
import type { Storage } from './storage.ts'
import {
  addSubscription,
  changeSubscription,
  removeSubscription,
  subscriptions,
  syncConfigured,
} from './subscriptions.ts'
import type { Db, Tables } from './tables.ts'

/**
 * Opens the database and brings its tables up to date. `url`: `sqlite:PATH` (made with its folder where missing),
 * `sqlite::memory:`, or `postgres://USER:PASSWORD@HOST:PORT/NAME`. Throws StorageError in words.
 */
export async function openStorage(url: string): Promise<Storage> {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length))
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url)
  throw new StorageError(
    `storage.url is ${JSON.stringify(url.split(':')[0])}…: write sqlite:PATH or postgres://USER@HOST/NAME`,
  )
}

async function openSqlite(file: string): Promise<Storage> {
  if (file === '') throw new StorageError('storage.url names no file: write sqlite:data/kvm-bot.db')
  const db = new Kysely<Tables>({ dialect: sqliteDialect(file) })
  return closeOnFailure(db, async () => {
    await migrate(db, sqliteNames, file)
    return storageOn(db)
  })
}

async function openPostgres(url: string): Promise<Storage> {
  const db = new Kysely<Tables>({ dialect: postgresDialect(postgresPool(url)) })
  return closeOnFailure(db, async () => {
    try {
      await migrate(db, postgresNames, withoutPassword(url))
    } catch (error) {
      throw explainPostgres(error, url)
    }
    return explaining(storageOn(db), (error) => explainPostgres(error, url))
  })
}

async function closeOnFailure(db: Db, open: () => Promise<Storage>): Promise<Storage> {
  try {
    return await open()
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** Puts every rejection into words. The one function that gives an iterable is left as it is. */
function explaining(storage: Storage, explain: (error: unknown) => unknown): Storage {
  const named = Object.entries(storage).map(([name, ask]: [string, (...args: unknown[]) => unknown]) => {
    function asked(...args: unknown[]): unknown {
      const answer = ask(...args)
      if (!(answer instanceof Promise)) return answer
      return answer.catch((error: unknown) => {
        throw explain(error)
      })
    }
    return [name, asked] as const
  })
  return { ...storage, ...Object.fromEntries(named) }
}

function storageOn(db: Db): Storage {
  return {
    startList: (list, start) => startList(db, list, start),
    cursorOf: (source) => cursorOf(db, source),
    clockOf: (source) => clockOf(db, source),
    saveMails: (source, list, mails, cursor, at) => saveMails(db, source, list, mails, cursor, at),
    rawOf: (messageId) => rawOf(db, messageId),
    together: (work) => inTransaction(db, (trx) => work(storageOn(trx))),

    clustersToLookAt: (now, most, list) => clustersToLookAt(db, now, most, list),
    nextLookAt: (list) => nextLookAt(db, list),
    relatives: (summary, mails) => relatives(db, summary, mails),
    announce: (announcement) => saveAnnouncement(db, announcement),
    eventsOfSeries: (keys) => eventsOfSeries(db, keys),
    postsOfSeries: (keys) => postsOfSeries(db, keys),
    seriesByKey: (key) => seriesByKey(db, key),
    seriesOfMail: (messageId) => seriesOfMail(db, messageId),
    searchSeries: (words, most) => searchSeries(db, words, most),
    seriesSince: (list, since) => seriesSince(db, list, since),
    mailById: (messageId) => mailById(db, messageId),
    mailsByIds: (messageIds) => mailsByIds(db, messageIds),

    rowsOfSeries: (key) => rowsOfSeries(db, key),
    rowsOfEvent: (eventId) => rowsOfEvent(db, eventId),
    row: (deliveryId) => row(db, deliveryId),
    markInterruptedUncertain: () => markInterruptedUncertain(db),
    claimDue: (platform, now, busy = new Set()) => claimDue(db, platform, now, busy),
    markSending: (deliveryId, now) => startAttempt(db, deliveryId, now),
    parkLane: (platform, channel, until, reason) => parkLane(db, platform, channel, until, reason),
    nextDueAt: (platform, edits = true) => nextDueAt(db, platform, edits),
    markSent: (deliveryId, sent, noticeHash) => markSent(db, deliveryId, sent, noticeHash),
    retryAt: (deliveryId, at, reason) => retryAt(db, deliveryId, at, reason),
    markUncertain: (deliveryId, at, reason) => markUncertain(db, deliveryId, at, reason),
    giveUp: (deliveryId, reason) => giveUp(db, deliveryId, reason),
    editsDue: (platform, now, quietMs, busy = new Set()) => editsDue(db, platform, now, quietMs, busy),
    markEdited: (deliveryId, noticeHash) => markEdited(db, deliveryId, noticeHash),
    retryEditAt: (deliveryId, at, reason) => retryEditAt(db, deliveryId, at, reason),

    addSubscription: (wanted) => addSubscription(db, wanted),
    changeSubscription: (which, to) => changeSubscription(db, which, to),
    removeSubscription: (platform, channel, id) => removeSubscription(db, platform, channel, id),
    syncConfigured: (wanted, now) => syncConfigured(db, wanted, now),
    subscriptions: (of) => subscriptions(db, of),

    topContributors: (query) => topContributors(db, query),
    firstContributions: (emails, by) => firstContributions(db, emails, by),
    activity: (query) => activity(db, query),
    activityByArch: (query) => activityByArch(db, query),
    responseTimes: (query) => responseTimes(db, query),
    counts: () => counts(db),
    newestMailAt: () => newestMailAt(db),
    known: (what, startsWith, most) => knownValues(db, what, startsWith, most),
    ...digestsStorage(db),
    ...personalStorage(db),
    ...rulesStorage(db),
    close: () => db.destroy(),
  }
}
