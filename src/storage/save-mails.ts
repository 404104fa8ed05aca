import type { Cursor } from '#src/ports.ts'
import type { Selectable, Transaction } from 'kysely'
import { inChunks } from './in-chunks.ts'
import { inTransaction } from './in-transaction.ts'
import { insertRows } from './insert-rows.ts'
import { mailFromJson } from './json.ts'
import { lockWriters } from './lock-writers.ts'
import { mailRow } from './mail-row.ts'
import { packMail } from './pack-mail.ts'
import { placeMails } from './place-mails.ts'
import type { NewMail } from './storage.ts'
import { fromWords, indexed, words } from './stored-text.ts'
import type { Db, MailTable, Tables } from './tables.ts'

type KnownMail = Pick<Selectable<MailTable>, 'id' | 'message_id' | 'lists' | 'has_raw' | 'cluster_id' | 'facts'>

/** See `Storage.saveMails`. */
export async function saveMails(
  db: Db,
  source: string,
  list: string,
  mails: readonly NewMail[],
  cursor: Cursor,
  at: number = Math.max(0, ...mails.map(({ mail }) => mail.receivedAt)),
): Promise<number> {
  return inTransaction(db, async (trx) => {
    await lockWriters(trx)
    const known = await knownMails(trx, mails)
    const fresh: NewMail[] = []
    for (const [id, mail] of oneOfEach(mails)) {
      const before = known.get(id)
      if (before === undefined) fresh.push(mail)
      else await sawAgain(trx, before, mail, list, at)
    }
    await insertMails(trx, source, list, fresh, at)
    await trx
      .insertInto('cursors')
      .values({ source, list, cursor, at })
      .onConflict((conflict) => conflict.column('source').doUpdateSet({ list, cursor, at }))
      .execute()
    return fresh.length
  })
}

/** Copies that came together are one mail with all their lists; one that has its text stands for those that have not. */
function oneOfEach(mails: readonly NewMail[]): ReadonlyMap<string, NewMail> {
  const unique = new Map<string, NewMail>()
  for (const mail of mails) {
    const id = indexed(mail.mail.messageId)
    const first = unique.get(id)
    if (first === undefined) {
      unique.set(id, mail)
      continue
    }
    const kept = first.raw === undefined ? mail : first
    const lists = [...new Set([...first.mail.lists, ...mail.mail.lists])]
    unique.set(id, { ...kept, mail: { ...kept.mail, lists } })
  }
  return unique
}

async function knownMails(trx: Transaction<Tables>, mails: readonly NewMail[]): Promise<Map<string, KnownMail>> {
  const known = new Map<string, KnownMail>()
  for (const chunk of inChunks([...new Set(mails.map(({ mail }) => indexed(mail.messageId)))])) {
    const rows = await trx
      .selectFrom('mails')
      .select(['id', 'message_id', 'lists', 'has_raw', 'cluster_id', 'facts'])
      .where('message_id', 'in', chunk)
      .execute()
    for (const row of rows) known.set(row.message_id, row)
  }
  return known
}

async function insertMails(
  trx: Transaction<Tables>,
  source: string,
  list: string,
  mails: readonly NewMail[],
  at: number,
): Promise<void> {
  if (mails.length === 0) return
  const { last } = await trx
    .selectFrom('mails')
    .select((select) => select.fn.max('id').as('last'))
    .executeTakeFirstOrThrow()
  const numbered = mails.map((mail, index) => ({ id: (last ?? 0) + index + 1, mail }))
  const clusterOf = await placeMails(trx, list, numbered, at)
  const rows = numbered.map(({ id, mail }) =>
    mailRow(mail, { id, source, list, clusterId: clusterOf.get(id) ?? id, at }),
  )
  const raw = numbered.flatMap(({ id, mail }) =>
    mail.raw === undefined ? [] : [{ mail_id: id, zstd: packMail(mail.raw) }],
  )
  await insertRows(trx, 'mails', rows)
  await insertRows(trx, 'raw_mails', raw)
}

/** The same mail once more: from another list, or at last with its text. */
async function sawAgain(
  trx: Transaction<Tables>,
  known: KnownMail,
  again: NewMail,
  list: string,
  at: number,
): Promise<void> {
  const before = mailFromJson(known.facts)
  // Of a mail that was too large, headers were kept.
  const wasPart = known.has_raw === 0 || (before.problem !== undefined && again.mail.problem === undefined)
  const hasTextNow = wasPart && again.raw !== undefined
  const lists = [...new Set([...before.lists, ...again.mail.lists])]
  const isOnNewList = !fromWords(known.lists).includes(list.replaceAll(' ', '_'))
  if (!hasTextNow && !isOnNewList && lists.length === before.lists.length) return

  const mail = { ...again, mail: { ...(hasTextNow ? again.mail : before), lists } }
  const allLists = words([...fromWords(known.lists), list])
  if (hasTextNow) {
    const {
      id: _id,
      message_id: _same,
      ...row
    } = mailRow(mail, { id: known.id, source: '', list, clusterId: known.cluster_id, at })
    const { source: _source, ...facts } = row
    await trx
      .updateTable('mails')
      .set({ ...facts, lists: allLists })
      .where('id', '=', known.id)
      .execute()
    if (again.raw !== undefined) {
      const zstd = packMail(again.raw)
      await trx
        .insertInto('raw_mails')
        .values({ mail_id: known.id, zstd })
        .onConflict((conflict) => conflict.column('mail_id').doUpdateSet({ zstd }))
        .execute()
    }
    await placeMails(trx, list, [{ id: known.id, mail: again, clusterId: known.cluster_id }], at)
    return
  }
  await trx
    .updateTable('mails')
    .set({ lists: allLists, facts: JSON.stringify(mail.mail) })
    .where('id', '=', known.id)
    .execute()
  await trx
    .updateTable('clusters')
    .set((set) => ({ version: set('version', '+', 1), look_at: at }))
    .where('id', '=', known.cluster_id)
    .execute()
}
