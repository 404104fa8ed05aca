import { sameEmail } from '#src/mail/address.ts'
import type { Address } from '#src/mail/message.ts'
import { isRobot } from '#src/mail/is-robot.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { ancestryOf } from '#src/series/ancestry.ts'
import type { MailOf } from '#src/series/face.ts'
import type { Revision } from '#src/series/revision.ts'
import type { SeriesState } from '#src/summary/summary.ts'
import { saysTaken } from '#src/summary/taken-state.ts'
import type { Verdict } from '#src/summary/verdict.ts'
import { verdictIn } from '#src/summary/verdicts-in.ts'

type Decided = Exclude<SeriesState, { readonly is: 'new' | 'in review' }>

/**
 * Where a series stands, from what people and their tools wrote in its thread, oldest first: a later decision replaces
 * an earlier one, patches applied one by one add up, "dropped" takes "applied" back. An uncertain reading (`maybe`)
 * never replaces a fact. `replies` oldest first.
 */
export function stateOf(
  revision: Revision,
  parts: readonly ListMail[],
  replies: readonly ListMail[],
  mailOf: MailOf,
): SeriesState {
  const isPull = parts[0]?.kind === 'pull'
  const numbers = new Map(parts.map((part) => [part.messageId, numberIn(revision, part.messageId)]))
  let state: Decided | undefined
  for (const mail of replies) {
    const verdict = mail.decides === false ? undefined : verdictIn(mail, isPull)
    if (verdict === undefined || !mayDecide(verdict, mail, parts)) continue
    const patches = patchesMeant(verdict, answeredNumber(mail, numbers, mailOf), revision.total)
    state = followedBy(state, verdict, mail, patches, revision.total)
  }
  if (state !== undefined) return state
  const isDiscussed = replies.some((mail) => !isRobot(mail.from) && !isBySender(mail, parts))
  return { is: isDiscussed ? 'in review' : 'new' }
}

function numberIn(revision: Revision, messageId: string): number {
  return revision.cover === messageId ? 0 : revision.patches.indexOf(messageId) + 1
}

function isBySender(mail: ListMail, parts: readonly ListMail[]): boolean {
  const isTheirs = ({ email }: Address): boolean => sameEmail(email, mail.from.email)
  if (parts.some(({ from }) => isTheirs(from))) return true
  // By a relay, or from another address of theirs: of a series it must be all, a maintainer may have written some.
  const patches = parts.filter(({ kind }) => kind !== 'cover')
  return patches.length > 0 && patches.every(({ author }) => isTheirs(author))
}

/** Authors do not refuse their own work, and when they say "applied" without a tree they mean a suggestion. */
function mayDecide(verdict: Verdict, mail: ListMail, parts: readonly ListMail[]): boolean {
  if (!isBySender(mail, parts)) return true
  if (verdict.is === 'dropped') return true
  return (
    verdict.is !== 'nak' && verdict.is !== 'changes requested' && verdict.maybe !== true && verdict.tree !== undefined
  )
}

/** Numbers of the patches that a verdict is about; undefined for all. */
function patchesMeant(verdict: Verdict, answered: number, total: number): readonly number[] | undefined {
  const all = Array.from({ length: total }, (_, at) => at + 1)
  const names = (numbers: readonly number[], number: number): boolean =>
    numbers.includes(number) || numbers.includes(number - total - 1)
  const { except, patches } = verdict
  if (except !== undefined)
    return some(
      all.filter((number) => !names(except, number)),
      total,
    )
  if (patches !== undefined)
    return some(
      all.filter((number) => names(patches, number)),
      total,
    )
  if (answered === 0 || total === 1 || /\b(?:series|all|both|everything|set|pile|patches)\b/i.test(verdict.sentence))
    return undefined
  return some([answered], total)
}

/** undefined where the numbers are all there are, or none that exist. */
function some(numbers: readonly number[], total: number): readonly number[] | undefined {
  return numbers.length === 0 || numbers.length >= total ? undefined : numbers
}

/** The number of the part that a reply answers in the end; 0 where that is not here. */
function answeredNumber(reply: ListMail, numbers: ReadonlyMap<string, number>, mailOf: MailOf): number {
  let mail: ListMail | undefined = reply
  for (let steps = 0; mail !== undefined && steps < 100; steps += 1) {
    const ancestry = ancestryOf(mail)
    const nearest: string | undefined = ancestry.find((id) => numbers.has(id) || mailOf(id) !== undefined)
    const number = numbers.get(nearest ?? '')
    if (number !== undefined) return number
    mail = nearest === undefined ? undefined : mailOf(nearest)
  }
  return 0
}

function followedBy(
  before: Decided | undefined,
  verdict: Verdict,
  mail: ListMail,
  patches: readonly number[] | undefined,
  total: number,
): Decided | undefined {
  if (verdict.is === 'dropped')
    return before !== undefined && saysTaken(before) && patches === undefined ? undefined : before
  if (verdict.maybe === true && before !== undefined && before.maybe !== true) return before
  const isFirm = before !== undefined && before.maybe !== true && verdict.maybe !== true
  const isMore = isFirm && (before.is === verdict.is || (saysTaken(before) && saysTaken(verdict)))
  // Talk about one patch does not undo that the series was taken.
  if (isFirm && saysTaken(before) && !saysTaken(verdict)) return before
  const meant = isMore ? joined(before.patches, patches, total) : patches
  return {
    is: verdict.is,
    by: mail.from,
    sentence: verdict.sentence,
    messageId: mail.messageId,
    at: mail.receivedAt,
    ...(verdict.tree === undefined ? {} : { tree: verdict.tree }),
    ...(meant === undefined ? {} : { patches: meant }),
    ...(verdict.maybe === true ? { maybe: true } : {}),
  }
}

/** Patches of two decisions of a kind; undefined is all of them. */
function joined(
  one: readonly number[] | undefined,
  other: readonly number[] | undefined,
  total: number,
): readonly number[] | undefined {
  if (one === undefined || other === undefined) return undefined
  return some(
    [...new Set([...one, ...other])].sort((left, right) => left - right),
    total,
  )
}
