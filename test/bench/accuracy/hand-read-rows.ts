import { readFileSync } from 'node:fs'
import type { ListMail } from '#src/patch/list-mail.ts'
import { hashedId, tally, type Row } from './row.ts'

/** What a person says of a mail on which the tools differ; fields that are not given were not in question. */
export interface HandVerdict {
  readonly mail: string
  readonly kind?: string
  readonly version?: string
  readonly number?: number
  readonly total?: number
  readonly files?: number
  readonly why: string
}

/** The mails of `disagree.jsonl`, read by a person. Other corpora have none of them, and the row is left out there. */
export const handReadRows: readonly Row[] = [
  {
    field: 'hand-read mails',
    against: 'a person',
    floor: 100,
    measure(corpus) {
      const row = tally()
      const mails = new Map(corpus.sets.flatMap((set) => set.mails.map((mail) => [hashedId(mail.messageId), mail])))
      for (const verdict of handVerdicts().values()) {
        const mail = mails.get(verdict.mail)
        if (mail !== undefined) row.compare(mail.messageId, said(mail, verdict), said(undefined, verdict))
      }
      return row.result()
    },
  },
]

/** By hashed message id. */
export function handVerdicts(): ReadonlyMap<string, HandVerdict> {
  const lines = readFileSync(new URL('hand-read.jsonl', import.meta.url), 'utf8').split('\n')
  const verdicts = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as HandVerdict)
  return new Map(verdicts.map((verdict) => [verdict.mail, verdict]))
}

/** The fields in question: as we read them, or as the verdict has them. */
function said(mail: ListMail | undefined, verdict: HandVerdict): unknown {
  const ours = mail === undefined ? verdict : { kind: mail.kind, files: mail.files.length, ...mail.subject }
  return [
    verdict.kind && ours.kind,
    verdict.version && ours.version,
    verdict.number === undefined ? undefined : ours.number,
    verdict.total === undefined ? undefined : ours.total,
    verdict.files === undefined ? undefined : ours.files,
  ]
}
