import type { Cursor } from '#src/ports.ts'
import type { Selectable, Transaction } from 'kysely'
import { inSets } from './in-chunks.ts'
import { inTransaction } from './in-transaction.ts'
import { insertRows } from './insert-rows.ts'
import { mailFromJson } from './json.ts'
import { runKept } from './kept-query.ts'
import { lockWriters } from './lock-writers.ts'
import { mailColumns, mailRow } from './mail-row.ts'
import type { PackedBlock, PackedMail } from './packed-mail.ts'
import { packMails } from './pack-mail.ts'
import { placeMails } from './place-mails.ts'
import type { NewMail } from './storage.ts'
import { fromWords, words } from './stored-text.ts'
import type { Db, MailTable, Tables } from './tables.ts'

type KnownMail = Pick<Selectable<MailTable>, 'id' | 'message_id' | 'lists' | 'has_raw' | 'cluster_id' | 'facts'>

/** See `Storage.saveMails`. */
export async function saveMails(
  db: Db,
  source: string,
  list: string,
  mails: readonly (NewMail | PackedMail)[],
  cursor: Cursor,
  now?: number,
): Promise<number> {
  const packed = packedMails(mails)
  const at = now ?? packed.reduce((newest, { columns }) => Math.max(newest, columns.received_at), 0)
  return inTransaction(db, async (trx) => {
    await lockWriters(trx)
    const unique = oneOfEach(packed)
    const known = await knownMails(trx, [...unique.keys()])
    const fresh: PackedMail[] = []
    for (const [id, mail] of unique) {
      const before = known.get(id)
      if (before === undefined) fresh.push(mail)
      else await sawAgain(trx, before, mail, list, at)
    }
    await insertMails(trx, source, list, fresh, at)
    await runKept(trx, 'cursor', [source, list, cursor, at, list, cursor, at], () =>
      trx
        .insertInto('cursors')
        .values({ source, list, cursor, at })
        .onConflict((conflict) => conflict.column('source').doUpdateSet({ list, cursor, at })),
    )
    return fresh.length
  })
}

function packedMails(mails: readonly (NewMail | PackedMail)[]): readonly PackedMail[] {
  const packed = packMails(mails.filter((mail) => 'raw' in mail && 'mail' in mail)).values()
  return mails.flatMap((mail) => ('columns' in mail ? mail : (packed.next().value ?? [])))
}

/** Copies that came together are one mail with all their lists; one that has its text stands for those that have not. */
function oneOfEach(mails: readonly PackedMail[]): ReadonlyMap<string, PackedMail> {
  const unique = new Map<string, PackedMail>()
  for (const mail of mails) {
    const id = mail.columns.message_id
    const first = unique.get(id)
    unique.set(id, first === undefined ? mail : bothOf(first, mail))
  }
  return unique
}

function bothOf(first: PackedMail, second: PackedMail): PackedMail {
  const kept = first.raw === undefined ? second : first
  const lists = [...new Set([first, second].flatMap(({ columns }) => mailFromJson(columns.facts).lists))]
  const facts = { ...mailFromJson(kept.columns.facts), lists }
  return { ...kept, columns: mailColumns(facts, kept.raw !== undefined) }
}

async function knownMails(trx: Transaction<Tables>, messageIds: readonly string[]): Promise<Map<string, KnownMail>> {
  const known = new Map<string, KnownMail>()
  for (const chunk of inSets(messageIds)) {
    const { rows } = await runKept(trx, `known mails ${chunk.length}`, chunk, () =>
      trx
        .selectFrom('mails')
        .select(['id', 'message_id', 'lists', 'has_raw', 'cluster_id', 'facts'])
        .where('message_id', 'in', chunk),
    )
    for (const row of rows) known.set(row.message_id, row)
  }
  return known
}

async function insertMails(
  trx: Transaction<Tables>,
  source: string,
  list: string,
  mails: readonly PackedMail[],
  at: number,
): Promise<void> {
  if (mails.length === 0) return
  const { rows: newest } = await runKept(trx, 'newest mail', [], () =>
    trx.selectFrom('mails').select((select) => select.fn.max('id').as('id')),
  )
  const last = newest[0]?.id ?? 0
  const numbered = mails.map((mail, index) => ({ id: last + index + 1, mail }))
  const clusterOf = await placeMails(trx, list, numbered, at)
  const blocks = new Map<PackedBlock, number>()
  const rows = numbered.map(({ id, mail }) => {
    const block = mail.raw?.block
    if (block !== undefined && !blocks.has(block)) blocks.set(block, id)
    const rawId = block === undefined ? undefined : blocks.get(block)
    return mailRow(mail, { id, source, list, clusterId: clusterOf.get(id) ?? id, at, rawId })
  })
  await insertRows(trx, 'mails', rows)
  await insertRows(
    trx,
    'raw_mails',
    [...blocks].map(([{ zstd }, id]) => ({ mail_id: id, zstd })),
  )
}

/** The same mail once more: from another list, or at last with its text. */
async function sawAgain(
  trx: Transaction<Tables>,
  known: KnownMail,
  again: PackedMail,
  list: string,
  at: number,
): Promise<void> {
  const before = mailFromJson(known.facts)
  const now = mailFromJson(again.columns.facts)
  // Of a mail that was too large, headers were kept.
  const wasPart = known.has_raw === 0 || (before.problem !== undefined && now.problem === undefined)
  const { raw } = again
  const hasTextNow = wasPart && raw !== undefined
  const lists = [...new Set([...before.lists, ...now.lists])]
  const isOnNewList = !fromWords(known.lists).includes(list.replaceAll(' ', '_'))
  if (!hasTextNow && !isOnNewList && lists.length === before.lists.length) return

  const allLists = words([...fromWords(known.lists), list])
  if (hasTextNow) {
    const mail = { ...again, columns: mailColumns({ ...now, lists }, true) }
    const place = { id: known.id, source: '', list, clusterId: known.cluster_id, at, rawId: -known.id }
    const { id: _id, message_id: _same, source: _source, ...row } = mailRow(mail, place)
    await trx
      .updateTable('mails')
      .set({ ...row, lists: allLists })
      .where('id', '=', known.id)
      .execute()
    // Its own id may name a block in which others are.
    const { zstd } = raw.block
    await trx
      .insertInto('raw_mails')
      .values({ mail_id: -known.id, zstd })
      .onConflict((conflict) => conflict.column('mail_id').doUpdateSet({ zstd }))
      .execute()
    await placeMails(trx, list, [{ id: known.id, mail: again, clusterId: known.cluster_id }], at)
    return
  }
  await trx
    .updateTable('mails')
    .set({ lists: allLists, facts: JSON.stringify({ ...before, lists }) })
    .where('id', '=', known.id)
    .execute()
  await trx
    .updateTable('clusters')
    .set((set) => ({ version: set('version', '+', 1), look_at: at }))
    .where('id', '=', known.cluster_id)
    .execute()
}
