import type { Counts, OutboxState } from './storage.ts'
import type { Db } from './tables.ts'

/** See `Storage.newestMailAt`. */
export async function newestMailAt(db: Db): Promise<number | undefined> {
  const { last } = await db
    .selectFrom('mails')
    .select((select) => select.fn.max('received_at').as('last'))
    .executeTakeFirstOrThrow()
  return last ?? undefined
}

/** See `Storage.counts`. */
export async function counts(db: Db): Promise<Counts> {
  const mails = await db
    .selectFrom('mails')
    .select((select) => [select.fn.countAll().as('count'), select.fn.max('received_at').as('last')])
    .executeTakeFirstOrThrow()
  const problems = await db
    .selectFrom('mails')
    .select((select) => select.fn.countAll().as('count'))
    .where('has_problem', '=', 1)
    .executeTakeFirstOrThrow()
  const series = await db
    .selectFrom('series')
    .select((select) => select.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  const states = await db
    .selectFrom('outbox')
    .select(['state', (select) => select.fn.countAll().as('count')])
    .groupBy('state')
    .execute()
  const outbox: Record<OutboxState, number> = { pending: 0, sending: 0, sent: 0, retry: 0, uncertain: 0, dead: 0 }
  for (const { state, count } of states) outbox[state] = Number(count)
  return {
    mails: Number(mails.count),
    series: Number(series.count),
    problems: Number(problems.count),
    lastReceivedAt: mails.last ?? undefined,
    outbox,
  }
}
