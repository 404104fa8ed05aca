import type { ListMail } from '#src/patch/list-mail.ts'
import { inChunks, inSets } from './in-chunks.ts'
import { mailFromJson, namesFromJson } from './json.ts'
import { runKept } from './kept-query.ts'
import type { MailRecord } from './storage.ts'
import { fromWords, indexed, words } from './stored-text.ts'
import type { Db } from './tables.ts'

export async function mailById(db: Db, messageId: string): Promise<MailRecord | undefined> {
  const row = await db
    .selectFrom('mails')
    .select(['facts', 'lists', 'source', 'archs', 'subsystems'])
    .where('message_id', '=', indexed(messageId))
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    mail: mailFromJson(row.facts),
    list: fromWords(row.lists)[0] ?? '',
    lists: fromWords(row.lists),
    source: row.source,
    archs: fromWords(row.archs),
    subsystems: namesFromJson(row.subsystems),
  }
}

/** In the order of the ids; unknown ones are left out. */
export async function mailsByIds(db: Db, messageIds: readonly string[]): Promise<readonly ListMail[]> {
  const found = new Map<string, ListMail>()
  for (const chunk of inSets(messageIds.map(indexed))) {
    const { rows } = await runKept(db, `mails by id ${chunk.length}`, chunk, () =>
      db.selectFrom('mails').select(['message_id', 'facts']).where('message_id', 'in', chunk),
    )
    for (const row of rows) found.set(row.message_id, mailFromJson(row.facts))
  }
  return messageIds.flatMap((id) => found.get(indexed(id)) ?? [])
}

/** See `Storage.mailsInList`. */
export async function mailsInList(db: Db, list: string, messageIds: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const chunk of inChunks(messageIds.map(indexed))) {
    const rows = await db
      .selectFrom('mails')
      .select('message_id')
      .where('message_id', 'in', chunk)
      .where('lists', 'like', `%${words([list])}%`)
      .where('has_raw', '=', 1)
      .where('has_problem', '=', 0)
      .execute()
    for (const { message_id } of rows) found.add(message_id)
  }
  return new Set(messageIds.filter((id) => found.has(indexed(id))))
}
