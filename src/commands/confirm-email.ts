import { refused, toAsker, typed } from '#src/commands/answers.ts'
import type { Asked } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { readEmail } from '#src/commands/read-email.ts'
import { clip } from '#src/lib/clip.ts'
import { counted } from '#src/lib/count.ts'
import { emailKey } from '#src/mail/address.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Block, Span } from '#src/notice/notice.ts'
import { isGranted, isOfSamePlace, readPersonId } from '#src/people/who-may.ts'
import type { Answer } from '#src/ports.ts'

/** A platform may have to be asked about them one by one. */
const mostPeople = 25

/** `me confirm`: the addresses that wait, or that one of them is a person's. */
export async function confirmEmail(words: readonly string[], asked: Asked, context: CommandContext): Promise<Answer> {
  if (!(await isGranted('admin', asked.rights))) return refused('only an administrator may confirm addresses')
  try {
    return words.length === 0 ? await showWaiting(asked, context) : await confirmOne(words, asked, context)
  } catch (error) {
    if (!(error instanceof UnseenError)) throw error
    return refused(`who is here cannot be seen at the moment: ${clip(error.message, 200)}`)
  }
}

async function showWaiting(asked: Asked, context: CommandContext): Promise<Answer> {
  const all = await context.storage.unconfirmed(asked.platform)
  const people = [...new Set(all.map(({ userId }) => userId))].filter((id) => isOfSamePlace(id, asked.user.id))
  const here = new Set<string>()
  for (const id of people.slice(-mostPeople)) if (await isHere(id, asked)) here.add(id)
  const waiting = all.filter(({ userId }) => here.has(userId))
  const sentence =
    waiting.length === 0
      ? 'No address waits to be confirmed.'
      : `${counted(waiting.length, 'address', 'addresses')} to confirm:`
  const items = waiting.map(({ userId, name, email }): readonly Span[] => [
    { text: `${name} says to be ${email}: ` },
    typed(context, `me confirm ${userId} ${email}`),
  ])
  const list: readonly Block[] = items.length === 0 ? [] : [{ is: 'list', items }]
  const spans = [
    { text: `Only the ${mostPeople} people who asked last were looked at. Any other: ` },
    typed(context, 'me confirm USER EMAIL'),
  ]
  const rest: readonly Block[] = people.length > mostPeople ? [{ is: 'text', spans }] : []
  return toAsker(sayNotice(sentence, [...list, ...rest]))
}

async function confirmOne(words: readonly string[], asked: Asked, context: CommandContext): Promise<Answer> {
  const [person = '', address] = words
  // Typed by hand, an id may have the `@` of a mention.
  const userId = readPersonId(person.replace(/^@!?/u, ''), asked.user.id)
  const email = address === undefined ? undefined : readEmail(address)
  const who = { platform: asked.platform, userId }
  const isKnown =
    email !== undefined &&
    (await context.storage.person(who)).emails.some((one) => emailKey(one.email) === emailKey(email)) &&
    (await isHere(userId, asked)) &&
    (await context.storage.confirmEmail(who, email))
  if (!isKnown) return refused(`nobody asked for ${words.join(' ')}`, [{ text: 'See ' }, typed(context, 'me confirm')])
  return toAsker(sayNotice(`${email} counts as an address of that person now.`, [], 'good'))
}

/** Who runs one workspace or server learns nothing of another's people, and decides nothing for them. */
async function isHere(userId: string, asked: Asked): Promise<boolean> {
  if (!isOfSamePlace(userId, asked.user.id)) return false
  try {
    return (await asked.isHere?.(userId)) ?? true
  } catch (error) {
    throw new UnseenError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** The platform did not tell who is there. */
class UnseenError extends Error {}
