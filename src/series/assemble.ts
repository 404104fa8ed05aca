import type { ListMail } from '#src/patch/list-mail.ts'
import { groupParts } from '#src/series/group-parts.ts'
import { oneOfEach } from '#src/series/one-of-each.ts'
import { isPart, readPart } from '#src/series/part.ts'
import type { Part } from '#src/series/part.ts'
import { baseOfRerolls } from '#src/series/rerolls.ts'
import { refusedSlots } from '#src/series/refused-slots.ts'
import { nameSendings } from '#src/series/revision-id.ts'
import type { Revision } from '#src/series/revision.ts'
import { reviseSending } from '#src/series/revise-sending.ts'
import type { Answer } from '#src/series/revise-sending.ts'
import type { Sending } from '#src/series/sending.ts'
import { ownersOf } from '#src/series/thread-owners.ts'

/**
 * The revisions that a set of mails makes, in order of first arrival. The mails may be one cluster or a whole archive,
 * in any order, with copies; the same mails always make the same revisions. Never throws; a revision that something is
 * wrong with says so in `problem`. Near linear.
 */
export function assemble(mails: readonly ListMail[]): readonly Revision[] {
  const unique = oneOfEach(mails)
  const sendings = groupParts(partsAmong(unique))
  const bases = baseOfRerolls(sendings)
  const rerolls = Map.groupBy(bases.keys(), (reroll) => bases.get(reroll))
  const answers = answersBySending(unique, sendings, bases)
  const standing = sendings.filter((sending) => !bases.has(sending))
  const refused = refusedSlots(standing)
  return [...nameSendings(standing)]
    .map(([id, sending]) => {
      const revision = reviseSending(id, sending, rerolls.get(sending) ?? [], answers.get(sending) ?? [])
      return { ...revision, problem: revision.problem ?? refused.get(sending) }
    })
    .sort((left, right) => left.firstAt - right.firstAt || (left.id < right.id ? -1 : 1))
}

function partsAmong(mails: ReadonlyMap<string, ListMail>): Part[] {
  const parts: Part[] = []
  for (const mail of mails.values()) {
    if (!isPart(mail)) continue
    const part = readPart(mail)
    if (!isReplyInDisguise(part, mails)) parts.push(part)
  }
  return parts
}

/** Somebody answers a cover from a mailer that adds no `Re:`. */
function isReplyInDisguise(part: Part, mails: ReadonlyMap<string, ListMail>): boolean {
  if (part.mail.fingerprint !== undefined) return false
  return part.ancestry.some((id) => {
    const answered = mails.get(id)
    if (answered === undefined || !isPart(answered)) return false
    return answered.subject.raw === part.mail.subject.raw && readPart(answered).sender !== part.sender
  })
}

function answersBySending(
  mails: ReadonlyMap<string, ListMail>,
  sendings: readonly Sending[],
  bases: ReadonlyMap<Sending, Sending>,
): ReadonlyMap<Sending, Answer[]> {
  const answers = new Map<Sending, Answer[]>()
  for (const [id, { sending, number }] of ownersOf(mails, sendings)) {
    const mail = mails.get(id)
    if (mail === undefined) continue
    const base = bases.get(sending) ?? sending
    const others = answers.get(base)
    if (others === undefined) answers.set(base, [{ mail, number }])
    else others.push({ mail, number })
  }
  return answers
}
