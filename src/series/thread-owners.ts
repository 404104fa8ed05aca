import type { ListMail } from '#src/patch/list-mail.ts'
import { ancestryOf } from '#src/series/ancestry.ts'
import type { Part } from '#src/series/part.ts'
import type { Sending } from '#src/series/sending.ts'

/** Where a reply belongs: the sending, and the number of the part that it answers in the end. */
export interface Owner {
  readonly sending: Sending
  readonly number: number
}

/**
 * For every mail that is no part: the part it answers, through any number of replies in between. The nearest ancestor
 * that is here decides; where a cover is missing, the id that its patches answer stands for it.
 */
export function ownersOf(
  mails: ReadonlyMap<string, ListMail>,
  sendings: Iterable<Sending>,
): ReadonlyMap<string, Owner> {
  const known = new Map<string, Owner>()
  const missingCovers = new Map<string, Owner>()
  for (const sending of sendings) {
    for (const part of sending.slots.values()) known.set(part.id, { sending, number: part.number })
    const cover = missingCover(sending, mails)
    if (cover !== undefined && !missingCovers.has(cover)) missingCovers.set(cover, { sending, number: 0 })
  }
  const parts = new Set(known.keys())
  const settled = new Set<string>()
  for (const id of mails.keys()) settle(id)
  for (const id of parts) known.delete(id)
  return known

  /** Follows a chain of replies down to a part, then writes the answer on all of them. No recursion: chains can be long. */
  function settle(start: string): void {
    const chain: string[] = []
    let owner: Owner | undefined
    for (let id: string | undefined = start; id !== undefined;) {
      owner = known.get(id)
      if (owner !== undefined || settled.has(id)) break
      settled.add(id)
      chain.push(id)
      const mail = mails.get(id)
      const ancestry: readonly string[] = mail === undefined ? [] : ancestryOf(mail)
      owner = missingCovers.get(ancestry[0] ?? '')
      if (owner !== undefined) break
      id = ancestry.find((ancestor) => mails.has(ancestor))
      owner = id === undefined ? firstOf(ancestry, missingCovers) : undefined
    }
    for (const id of chain.reverse()) {
      owner = owner === undefined ? undefined : ownerAsSubjectSays(owner, mails.get(id), mails)
      if (owner !== undefined) known.set(id, owner)
    }
  }
}

/** Where the mail answered is not here (its list was another one), the subject tells which part it was. */
function ownerAsSubjectSays(owner: Owner, reply: ListMail | undefined, mails: ReadonlyMap<string, ListMail>): Owner {
  const number = reply?.subject.number
  if (reply === undefined || number === undefined || number === owner.number) return owner
  const [answered] = ancestryOf(reply)
  if (answered === undefined || mails.has(answered)) return owner
  const isSameSeries = reply.subject.total === owner.sending.total && reply.subject.version === owner.sending.version
  return isSameSeries ? { sending: owner.sending, number } : owner
}

function firstOf<T>(ids: readonly string[], from: ReadonlyMap<string, T>): T | undefined {
  for (const id of ids) {
    const found = from.get(id)
    if (found !== undefined) return found
  }
  return undefined
}

/** The id that the patches of a coverless sending answer, be it through one another, where that mail is not here. */
function missingCover(sending: Sending, mails: ReadonlyMap<string, ListMail>): string | undefined {
  if (sending.slots.has(0)) return undefined
  const patches: Part[] = [...sending.slots.values()]
  const own = new Set(patches.map(({ id }) => id))
  const answered = new Set(patches.flatMap(({ ancestry }) => ancestry.find((id) => !own.has(id)) ?? []))
  const [only] = answered
  return patches.length > 1 && answered.size === 1 && only !== undefined && !mails.has(only) ? only : undefined
}
