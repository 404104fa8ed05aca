import { emailKey } from '#src/mail/address.ts'
import type { KnownPerson, LinkedEmail, Personal, Who } from './personal.ts'
import { indexed, plain } from './stored-text.ts'
import type { Db } from './tables.ts'

export async function person(db: Db, { platform, userId }: Who): Promise<KnownPerson> {
  const emails = await db
    .selectFrom('people_mails')
    .select(['email', 'confirmed'])
    .where('platform', '=', platform)
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('email')
    .execute()
  return {
    emails: emails.map(({ email, confirmed }) => ({ email, confirmed: confirmed === 1 })),
    quietBecause: await quietBecause(db, { platform, userId }),
  }
}

/** Why they get no direct messages; undefined where they do. */
export async function quietBecause(db: Db, { platform, userId }: Who): Promise<string | undefined> {
  const row = await db
    .selectFrom('people')
    .select('quiet')
    .where('platform', '=', platform)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row?.quiet ?? undefined
}

/** See `Personal.linkEmail`. Two spellings of one mailbox are one address. */
export async function linkEmail(
  db: Db,
  { platform, userId }: Who,
  { email, confirmed, name }: LinkedEmail & { readonly name: string },
  at: number,
): Promise<void> {
  await db
    .insertInto('people_mails')
    .values({
      platform,
      user_id: userId,
      email_key: keyOf(email),
      email: plain(email),
      name: plain(name),
      confirmed: confirmed ? 1 : 0,
      created_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function unlinkEmail(db: Db, { platform, userId }: Who, email: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('people_mails')
    .where('platform', '=', platform)
    .where('user_id', '=', userId)
    .where('email_key', '=', keyOf(email))
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function confirmEmail(db: Db, { platform, userId }: Who, email: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('people_mails')
    .set({ confirmed: 1 })
    .where('platform', '=', platform)
    .where('user_id', '=', userId)
    .where('email_key', '=', keyOf(email))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function unconfirmed(db: Db, platform: string): ReturnType<Personal['unconfirmed']> {
  const rows = await db
    .selectFrom('people_mails')
    .select(['user_id', 'name', 'email'])
    .where('platform', '=', platform)
    .where('confirmed', '=', 0)
    .orderBy('created_at')
    .orderBy('email')
    .execute()
  return rows.map(({ user_id: userId, name, email }) => ({ userId, name, email }))
}

export async function setQuiet(db: Db, { platform, userId }: Who, because: string | undefined): Promise<void> {
  const quiet = because === undefined ? null : plain(because)
  await db
    .insertInto('people')
    .values({ platform, user_id: userId, quiet })
    .onConflict((conflict) => conflict.columns(['platform', 'user_id']).doUpdateSet({ quiet }))
    .execute()
}

function keyOf(email: string): string {
  return indexed(emailKey(email))
}
