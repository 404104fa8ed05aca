import { isRobot } from '#src/mail/is-robot.ts'
import type { Message } from '#src/mail/message.ts'
import type { MailKind, Subject } from '#src/patch/list-mail.ts'

export interface KindFacts {
  readonly subject: Subject
  /** The prefix says PULL. */
  readonly asksToPull: boolean
  readonly hasDiff: boolean
  readonly isSigned: boolean
}

const robotSubject =
  /^\[[^\]]{1,100}:[^\]]{1,100}\].{0,300}(?:\b(?:warning|error|undefined reference|sparse|dtschema|regression)\b|BUILD )|^patch ".{1,300}" (?:added|has been added) to |\b(?:BUILD (?:SUCCESS|REGRESSION))\b|^\[(?:syzbot|bot)\]/i
const pullText = /\bare available in the (?:git repository|Git repository)(?: at)?\b/

/** What a mail is on a kernel list, from its subject, its sender and what its body holds. */
export function kindOf(message: Message, facts: KindFacts): MailKind {
  const { subject, hasDiff } = facts
  const startsPatch = subject.isPatch && !subject.isReply
  if (robotSubject.test(subject.raw.slice(0, 500))) return 'report'
  if (isRobot(message.from) && !(startsPatch && hasDiff)) return 'report'
  if (subject.isReply) return 'reply'
  if (startsPatch && hasDiff) return 'patch'
  if (isAnswer(message, facts)) return 'reply'
  if (facts.asksToPull) return 'pull'
  // It may say where its patches can be pulled from, too.
  if (subject.isPatch && subject.number === 0) return 'cover'
  if (pullText.test(message.text) && !hasDiff) return 'pull'
  if (hasDiff && facts.isSigned && message.inReplyTo.length === 0) return 'patch'
  return message.inReplyTo.length > 0 || message.references.length > 0 ? 'reply' : 'other'
}

const attribution =
  /^(?:On|Am|Le|El|Il|Op|Em|Den|W dniu|At) .{4,200}(?:wrote|writes|schrieb|écrit|escribió|ha scritto|schreef|napisał)[^\n]{0,60}:?\s*$|^.{1,200} (?:wrote|writes):\s*$/m

/** An answer whose subject lost its `Re:`: it follows another mail, carries no diff, and quotes. */
function isAnswer(message: Message, facts: KindFacts): boolean {
  if (message.inReplyTo.length === 0 && message.references.length === 0) return false
  if (facts.hasDiff) return false
  if (facts.subject.isPatch && facts.subject.number === 0 && !/^>/m.test(message.text)) return false
  return /^>/m.test(message.text) && (attribution.test(message.text.slice(0, 20_000)) || facts.subject.number !== 0)
}
