import { Kysely } from 'kysely'
import { activity, activityByArch } from './activity.ts'
import { boundWaits } from './bound-waits.ts'
import { claimDue, nextDueAt, startAttempt } from './claim-due.ts'
import { boundLooks, clustersToLookAt, nextLookAt } from './clusters.ts'
import { clockOf, cursorOf, startList } from './cursors.ts'
import { inTransaction } from './in-transaction.ts'
import { authorsLike, knownValues } from './known-values.ts'
import { mailById, mailsByIds, mailsInList } from './mail-questions.ts'
import { migrate } from './migrate.ts'
import { firstContributions, topContributors } from './contributors.ts'
import { counts, newestMailAt } from './numbers.ts'
import { eventsOfSeries, postsOfSeries, row, rowsOfSeries } from './outbox-questions.ts'
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
  postAgain,
  markInterruptedUncertain,
  markSent,
  markUncertain,
  parkLane,
  retryAt,
  retryEditAt,
} from './settle.ts'
import { sqliteDialect, sqliteNames, sqliteReadingDialect } from './sqlite.ts'
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
    if (file === ':memory:') return storageOn(db)
    const reading = new Kysely<Tables>({ dialect: sqliteReadingDialect(file) })
    async function close(): Promise<void> {
      await reading.destroy()
      await db.destroy()
    }
    return { ...storageOn(db, reading), close }
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

/** Puts every rejection into words. */
function explaining(storage: Storage, explain: (error: unknown) => unknown): Storage {
  const named = Object.entries(storage).map(([name, ask]: [string, (...args: unknown[]) => unknown]) => {
    function asked(...args: unknown[]): unknown {
      const answer = ask(...args)
      if (isIterable(answer)) return explainingEach(answer, explain)
      if (!(answer instanceof Promise)) return answer
      return answer.catch((error: unknown) => {
        throw explain(error)
      })
    }
    return [name, asked] as const
  })
  return { ...storage, ...Object.fromEntries(named) }
}

function isIterable(answer: unknown): answer is AsyncIterable<unknown> {
  return typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer
}

async function* explainingEach(
  answers: AsyncIterable<unknown>,
  explain: (error: unknown) => unknown,
): AsyncIterable<unknown> {
  try {
    yield* answers
  } catch (error) {
    throw explain(error)
  }
}

/** `reading`: for questions, which must not wait for a transaction that goes on. */
function storageOn(db: Db, reading: Db = db): Storage {
  return {
    startList: (list, start) => startList(db, list, start),
    cursorOf: (source) => cursorOf(db, source),
    clockOf: (source) => clockOf(db, source),
    saveMails: (source, list, mails, cursor, at) => saveMails(db, source, list, mails, cursor, at),
    mailsInList: (list, messageIds) => mailsInList(reading, list, messageIds),
    together: (work) => inTransaction(db, (trx) => work(storageOn(trx))),

    clustersToLookAt: (now, most, list) => clustersToLookAt(db, now, most, list),
    nextLookAt: (list) => nextLookAt(db, list),
    boundLooks: (list, latest) => boundLooks(db, list, latest),
    relatives: (summary, mails) => relatives(reading, summary, mails),
    announce: (announcement) => saveAnnouncement(db, announcement),
    eventsOfSeries: (keys) => eventsOfSeries(reading, keys),
    postsOfSeries: (keys) => postsOfSeries(reading, keys),
    seriesByKey: (key) => seriesByKey(reading, key),
    seriesOfMail: (messageId) => seriesOfMail(reading, messageId),
    searchSeries: (words, most) => searchSeries(reading, words, most),
    seriesSince: (list, since) => seriesSince(reading, list, since),
    mailById: (messageId) => mailById(reading, messageId),
    mailsByIds: (messageIds) => mailsByIds(reading, messageIds),

    rowsOfSeries: (key) => rowsOfSeries(reading, key),
    row: (deliveryId) => row(db, deliveryId),
    markInterruptedUncertain: () => markInterruptedUncertain(db),
    claimDue: (platform, now, busy = new Set()) => claimDue(db, platform, now, busy),
    markSending: (deliveryId, now) => startAttempt(db, deliveryId, now),
    parkLane: (platform, channel, until, reason) => parkLane(db, platform, channel, until, reason),
    boundWaits: (platform, now, mostMs) => boundWaits(db, platform, now, mostMs),
    nextDueAt: (platform, edits = true) => nextDueAt(db, platform, edits),
    markSent: (deliveryId, sent, noticeHash) => markSent(db, deliveryId, sent, noticeHash),
    retryAt: (deliveryId, at, reason) => retryAt(db, deliveryId, at, reason),
    markUncertain: (deliveryId, at, reason, asked) => markUncertain(db, deliveryId, at, reason, asked),
    giveUp: (deliveryId, reason) => giveUp(db, deliveryId, reason),
    postAgain: (deliveryId, reason, now, reply) => postAgain(db, deliveryId, reason, now, reply),
    editsDue: (platform, now, quietMs, busy = new Set()) => editsDue(db, platform, now, quietMs, busy),
    markEdited: (deliveryId, noticeHash) => markEdited(db, deliveryId, noticeHash),
    retryEditAt: (deliveryId, at, reason, tries) => retryEditAt(db, deliveryId, at, reason, tries),

    addSubscription: (wanted) => addSubscription(db, wanted),
    changeSubscription: (which, to) => changeSubscription(db, which, to),
    removeSubscription: (platform, channel, id) => removeSubscription(db, platform, channel, id),
    syncConfigured: (wanted, now) => syncConfigured(db, wanted, now),
    subscriptions: (of) => subscriptions(reading, of),

    topContributors: (query) => topContributors(reading, query),
    firstContributions: (emails, by) => firstContributions(reading, emails, by),
    activity: (query) => activity(reading, query),
    activityByArch: (query) => activityByArch(reading, query),
    responseTimes: (query) => responseTimes(reading, query),
    counts: () => counts(reading),
    newestMailAt: () => newestMailAt(reading),
    known: (what, startsWith, most) => knownValues(reading, what, startsWith, most),
    authorsLike: (words, most) => authorsLike(reading, words, most),
    ...digestsStorage(db, reading),
    ...personalStorage(db, reading),
    ...rulesStorage(db, reading),
    close: () => db.destroy(),
  }
}
