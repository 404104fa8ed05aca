import type { Message } from '#src/mail/message.ts'
import { authorOf } from '#src/patch/author.ts'
import { readBodyHeaders } from '#src/patch/body-headers.ts'
import { afterScissors, findDiffStart, splitPatch, withoutSignature } from '#src/patch/body-parts.ts'
import { kindOf } from '#src/patch/classify.ts'
import { noDiff, readDiff } from '#src/patch/diff-facts.ts'
import { noEvidence, readEvidence } from '#src/patch/evidence.ts'
import { fingerprintOf } from '#src/patch/fingerprint.ts'
import type { ListMail, Subject } from '#src/patch/list-mail.ts'
import { readPrintedTotals, withoutDiffstat } from '#src/patch/printed-totals.ts'
import { readPullSubject, readSubject } from '#src/patch/subject.ts'
import { commitTrailers, replyTrailers } from '#src/patch/trailers.ts'

/**
 * Reads a message as what it is on a kernel list. Pure, and never throws: what does not fit is said in `problem`.
 * `receivedAt` in milliseconds since the epoch.
 */
export function readListMail(message: Message, receivedAt: number): ListMail {
  const { subject, asksToPull } = readPullSubject(message.subject)
  const { message: top, patch } = splitPatch(message.text)
  const allPatches = withAttachedDiffs(patch, message)
  const diff = mayHoldDiff(allPatches) ? readDiff(allPatches) : noDiff
  const hasDiff = diff.files.length > 0
  const kind = kindOf(message, {
    subject,
    asksToPull,
    hasDiff,
    isSigned: /^Signed-off-by: /m.test(top),
  })
  // A robot's notice of a commit (`[tip: x86/urgent]`) holds a commit message as a patch does.
  const isCommit = kind === 'patch' || (kind === 'report' && hasDiff && !subject.isReply)
  const isPosting = isCommit || kind === 'cover' || kind === 'pull'
  const opened = isPosting ? readBodyHeaders(afterScissors(top)) : undefined
  const parts = isCommit ? patchParts(opened?.text ?? top, patch) : wholeText(message, isPosting)
  return {
    kind,
    messageId: message.messageId,
    sentAt: message.sentAt,
    receivedAt,
    inReplyTo: message.inReplyTo,
    references: message.references,
    lists: message.lists,
    from: message.from,
    author: authorOf(message, opened?.from),
    subject: kind === 'patch' ? placed(titled(subject, opened?.subject)) : subject,
    text: parts.text,
    notes: parts.notes,
    files: diff.files,
    added: diff.added,
    removed: diff.removed,
    printedTotals: kind === 'cover' || kind === 'pull' ? readPrintedTotals(message.text) : undefined,
    fingerprint: hasDiff || isCombined(patch) ? fingerprintOf(allPatches) : undefined,
    trailers: isPosting ? commitTrailers(parts.text) : replyTrailers(parts.text),
    evidence: isPosting ? readEvidence(parts.text, parts.notes, parts.tail) : noEvidence,
    problem: joined(message.problem, kind === 'patch' ? diff.problem : undefined),
  }
}

interface Parts {
  readonly text: string
  readonly notes: string
  /** What follows the diff: base-commit and its kin. */
  readonly tail: string
}

function patchParts(message: string, patch: string): Parts {
  const diffStart = findDiffStart(patch)
  const notes = withoutDiffstat(patch.slice(0, diffStart).replace(/^---[ \t]*\n/, ''))
  const text = patch === '' ? withoutSignature(message) : message
  return { text: trimmed(text), notes: trimmed(notes), tail: patch.slice(-2000) }
}

/** A cover's `---` is prose, so is a reply's. */
function wholeText(message: Message, isPosting: boolean): Parts {
  const text = isPosting ? readBodyHeaders(message.text).text : message.text
  const unsigned = withoutSignature(text)
  return { text: trimmed(unsigned), notes: '', tail: isPosting ? text.slice(unsigned.length) : '' }
}

/** A lone patch is 1 of 1. */
function placed(subject: Subject): Subject {
  return subject.number === undefined ? { ...subject, number: 1, total: 1 } : subject
}

/** git am takes the title of an in-body Subject. A version or number in it comes from where the patch was sent before. */
function titled(subject: Subject, inBody: string | undefined): Subject {
  const title = inBody === undefined ? '' : readSubject(inBody).title
  return title === '' ? subject : { ...subject, title }
}

/** Attached diffs follow the text's own, as git reads the parts of a mail. */
function withAttachedDiffs(patch: string, message: Message): string {
  const attached = message.attachments.map((attachment) => attachment.text).filter(mayHoldDiff)
  return attached.length === 0 ? patch : [patch, ...attached].join('\n')
}

function mayHoldDiff(text: string): boolean {
  return text.includes('\n@@ -') || text.includes('diff --git ')
}

/** A merge's diff against both parents: git has an id for it, though it cannot be applied. */
function isCombined(patch: string): boolean {
  return /^diff --(?:cc|combined) /m.test(patch)
}

function trimmed(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, '').trimEnd()
}

function joined(...problems: readonly (string | undefined)[]): string | undefined {
  const said = problems.filter((problem) => problem !== undefined)
  return said.length === 0 ? undefined : said.join('; ')
}
