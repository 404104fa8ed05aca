import { emailKey } from '#src/mail/address.ts'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Follow, Listener, Who } from './personal.ts'
import { quietBecause } from './people.ts'
import { indexed, plain } from './stored-text.ts'
import type { Db } from './tables.ts'

/** Revisions of one work that are looked through: a chain of superseded series is never that long. */
const longestChain = 200

/** The keys given, and those of all revisions that they replaced. */
function chainOf(keys: readonly string[]): RawBuilder<string> {
  const first = sql.join(
    keys.map((key) => sql`select cast(${key} as text), 0`),
    sql` union all `,
  )
  return sql<string>`with recursive chain(key, depth) as (${first} union
    select series.key, chain.depth + 1 from series join chain on series.superseded_by = chain.key
    where chain.depth < ${sql.lit(longestChain)}) select key from chain`
}

export async function follow(db: Db, who: Who, { what, target, label }: Follow, at: number): Promise<boolean> {
  if ((await followedBy(db, who, { what, target })).length > 0) return false
  await db
    .insertInto('follows')
    .values({
      platform: who.platform,
      user_id: who.userId,
      what,
      target: indexed(target),
      label: plain(label).slice(0, 300),
      created_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return true
}

export async function unfollow(db: Db, who: Who, what: Pick<Follow, 'what' | 'target'>): Promise<boolean> {
  const targets = await followedBy(db, who, what)
  if (targets.length === 0) return false
  await db
    .deleteFrom('follows')
    .where('platform', '=', who.platform)
    .where('user_id', '=', who.userId)
    .where('what', '=', what.what)
    .where('target', 'in', [...targets])
    .execute()
  return true
}

/** What of it this person follows: itself, or earlier revisions. */
async function followedBy(
  db: Db,
  { platform, userId }: Who,
  { what, target }: Pick<Follow, 'what' | 'target'>,
): Promise<readonly string[]> {
  const mine = db
    .selectFrom('follows')
    .select('target')
    .where('platform', '=', platform)
    .where('user_id', '=', userId)
    .where('what', '=', what)
  const rows = await (
    what === 'series'
      ? mine.where(sql<boolean>`target in (${chainOf([target])})`)
      : mine.where('target', '=', indexed(target))
  ).execute()
  return rows.map((row) => row.target)
}

export async function followsOf(db: Db, { platform, userId }: Who): Promise<readonly Follow[]> {
  return db
    .selectFrom('follows')
    .select(['what', 'target', 'label'])
    .where('platform', '=', platform)
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('target')
    .execute()
}

interface Reason extends Who {
  readonly because: Listener['because']
  readonly target: string
  readonly label: string
}

const strength = { author: 0, series: 1, person: 2 } as const

/** See `Personal.listeners`. Sorted, so that the same people give the same posts. */
export async function listeners(
  db: Db,
  { seriesKeys, people }: { readonly seriesKeys: readonly string[]; readonly people: readonly string[] },
): Promise<readonly Listener[]> {
  const reasons = [...(await authors(db, people)), ...(await followers(db, seriesKeys, people))]
  if (reasons.length === 0) return []
  const strongest = new Map<string, Reason>()
  for (const reason of reasons) {
    const key = JSON.stringify([reason.platform, reason.userId])
    const known = strongest.get(key)
    if (known === undefined || strength[reason.because] < strength[known.because]) strongest.set(key, reason)
  }
  const found: Listener[] = []
  for (const [, reason] of [...strongest].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if ((await quietBecause(db, reason)) !== undefined) continue
    const own = await db
      .selectFrom('people_mails')
      .select('email_key')
      .where('platform', '=', reason.platform)
      .where('user_id', '=', reason.userId)
      .execute()
    found.push({ ...reason, own: own.map((row) => row.email_key) })
  }
  return found
}

async function authors(db: Db, people: readonly string[]): Promise<readonly Reason[]> {
  if (people.length === 0) return []
  const rows = await db
    .selectFrom('people_mails')
    .select(['platform', 'user_id', 'email'])
    .where('email_key', 'in', people.map(indexed))
    .where('confirmed', '=', 1)
    .orderBy('email')
    .execute()
  return rows.map(({ platform, user_id: userId, email }) => ({
    platform,
    userId,
    because: 'author',
    target: emailKey(email),
    label: email,
  }))
}

async function followers(db: Db, seriesKeys: readonly string[], people: readonly string[]): Promise<readonly Reason[]> {
  const rows = await db
    .selectFrom('follows')
    .select(['platform', 'user_id', 'what', 'target', 'label'])
    .where((where) =>
      where.or([
        ...(people.length === 0
          ? []
          : [where.and([where('what', '=', 'person'), where('target', 'in', people.map(indexed))])]),
        ...(seriesKeys.length === 0
          ? []
          : [where.and([where('what', '=', 'series'), sql<boolean>`target in (${chainOf(seriesKeys)})`])]),
      ]),
    )
    .orderBy('created_at')
    .orderBy('target')
    .execute()
  return rows.map(({ platform, user_id: userId, what, target, label }) => ({
    platform,
    userId,
    because: what,
    target,
    label,
  }))
}
