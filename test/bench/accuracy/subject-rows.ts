import type { ListMail } from '#src/patch/list-mail.ts'
import type { CorpusSet, Outcome } from './corpus.ts'
import { handVerdicts, type HandVerdict } from './hand-read-rows.ts'
import { hashedId, tally, type Row } from './row.ts'

/** What a subject says, beside the fields in which b4 and patchwork agree. */
export const subjectRows: readonly Row[] = [
  subjectRow(
    'version',
    (mail) => mail.subject.version,
    (theirs) => text(theirs['version']),
    ['version', (verdict) => verdict.version],
  ),
  subjectRow('number', writtenNumber, (theirs) => theirs['index'], ['marker', (verdict) => verdict.number]),
  subjectRow('total', writtenTotal, (theirs) => theirs['total'], ['marker', (verdict) => verdict.total]),
  subjectRow(
    'reply',
    (mail) => mail.subject.isReply || mail.kind === 'reply',
    (theirs) => theirs['reply'],
    ['kind', (verdict) => verdict.kind === 'reply'],
  ),
  subjectRow('kind', kindOf, (theirs) => theirs['kind'] ?? undefined, ['kind', (verdict) => kindOf(verdict)]),
  subjectRow(
    'title',
    (mail) => mail.subject.title,
    (theirs) => theirs['subject'],
  ),
  subjectRow(
    'sender',
    (mail) => [mail.from.name || mail.from.email, mail.from.email],
    (theirs) => sender(theirs['from']),
  ),
  {
    field: 'tags RFC and RESEND',
    against: 'b4',
    floor: 99.9,
    measure(corpus) {
      const row = tally()
      for (const set of corpus.sets) {
        for (const [place, mail] of set.mails.entries()) {
          const b4 = set.truth[place]?.['b4'] as { rfc: boolean; resend: boolean } | undefined
          if (b4 === undefined) continue
          const ours = [mail.subject.tags.includes('RFC'), mail.subject.tags.includes('RESEND')]
          row.compare(mail.messageId, ours, [b4.rfc, b4.resend])
        }
      }
      return row.result()
    },
  },
]

/** The name under which `disagree.jsonl` says that the tools differ on a field, and what a person said instead. */
type ByHand = readonly [dispute: string, says: (verdict: HandVerdict) => unknown]

/** Every mail for which there is an outcome: what the tools agree on, and where they differ what a person read. */
function subjectRow(
  field: string,
  ours: (mail: ListMail) => unknown,
  theirs: (outcome: Outcome) => unknown,
  byHand?: ByHand,
): Row {
  return {
    field,
    against: 'consensus of b4 and patchwork',
    floor: 99.9,
    measure(corpus) {
      const row = tally()
      for (const set of corpus.sets) {
        for (const [place, mail] of set.mails.entries()) {
          const expected = isDisputed(set, mail, byHand)
            ? readByHand(mail, byHand)
            : agreed(set.consensus[place], theirs)
          if (expected !== undefined) row.compare(mail.messageId, ours(mail), expected)
        }
      }
      return row.result()
    },
  }
}

function agreed(outcome: Outcome | undefined, theirs: (outcome: Outcome) => unknown): unknown {
  return outcome === undefined ? undefined : theirs(outcome)
}

function isDisputed(set: CorpusSet, mail: ListMail, byHand: ByHand | undefined): boolean {
  return byHand !== undefined && set.disputed.get(mail.messageId)?.[byHand[0]] !== undefined
}

/** A disputed mail that nobody has read counts as wrong. */
function readByHand(mail: ListMail, byHand: ByHand | undefined): unknown {
  const verdict = handVerdicts().get(hashedId(mail.messageId))
  return verdict === undefined ? 'read by nobody' : byHand?.[1](verdict)
}

/** We say 1 of 1 for a lone patch, they say nothing. */
function writtenNumber(mail: ListMail): number | null {
  return isLone(mail) ? null : (mail.subject.number ?? null)
}

function writtenTotal(mail: ListMail): number | null {
  return isLone(mail) ? null : (mail.subject.total ?? null)
}

function isLone(mail: ListMail): boolean {
  return !/\d\s*(?:\/|of)\s*\d/.test(mail.subject.raw.slice(0, mail.subject.raw.lastIndexOf(']') + 1))
}

/** Their words for our kinds; robots are nothing special to them. */
function kindOf({ kind }: { readonly kind?: string }): string | undefined {
  return kind === 'reply' || kind === 'report' ? 'comment' : kind
}

function sender(value: unknown): unknown {
  if (!Array.isArray(value)) return undefined
  const [name, email] = value as [string | null, string | null]
  return [name ?? '', email ?? '']
}

function text(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : undefined
}
