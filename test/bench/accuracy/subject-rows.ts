import type { ListMail } from '#src/patch/list-mail.ts'
import type { Outcome } from './corpus.ts'
import { tally, type Row } from './row.ts'

/** What a subject says, beside the fields in which b4 and patchwork agree. */
export const subjectRows: readonly Row[] = [
  subjectRow(
    'version',
    (mail) => mail.subject.version,
    (theirs) => text(theirs['version']),
  ),
  subjectRow('number', writtenNumber, (theirs) => theirs['index']),
  subjectRow('total', writtenTotal, (theirs) => theirs['total']),
  subjectRow(
    'reply',
    (mail) => mail.subject.isReply || mail.kind === 'reply',
    (theirs) => theirs['reply'],
  ),
  subjectRow('kind', kindOf, (theirs) => theirs['kind'] ?? undefined, 99.5),
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

function subjectRow(
  field: string,
  ours: (mail: ListMail) => unknown,
  theirs: (outcome: Outcome) => unknown,
  floor = 99.9,
): Row {
  return {
    field,
    against: 'consensus of b4 and patchwork',
    floor,
    measure(corpus) {
      const row = tally()
      for (const set of corpus.sets) {
        for (const [place, mail] of set.mails.entries()) {
          const outcome = set.consensus[place]
          if (outcome === undefined || theirs(outcome) === undefined) continue
          // Who is no reply to one tool and a comment to the other stands in hand-read.jsonl.
          if (field === 'reply' && set.disputed.get(mail.messageId)?.['kind'] !== undefined) continue
          row.compare(mail.messageId, ours(mail), theirs(outcome))
        }
      }
      return row.result()
    },
  }
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
function kindOf(mail: ListMail): string {
  if (mail.kind === 'reply' || mail.kind === 'report') return 'comment'
  return mail.kind
}

function sender(value: unknown): unknown {
  if (!Array.isArray(value)) return undefined
  const [name, email] = value as [string | null, string | null]
  return [name ?? '', email ?? '']
}

function text(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : undefined
}
