import type { ListMail } from '#src/patch/list-mail.ts'
import { partIds } from '#src/series/revision.ts'
import type { Summary } from '#src/summary/summary.ts'
import { indexed } from './stored-text.ts'

/** What two revisions of one series have in common, any of it; ids of mails, own and linked, look the same on purpose. */
export function seriesTokens(summary: Summary, mails: readonly ListMail[]): readonly string[] {
  const { revision } = summary
  const author = revision.author.email.toLowerCase()
  const ids = new Set(partIds(revision))
  const parts = mails.filter((mail) => ids.has(mail.messageId))
  const tokens = new Set<string>()
  tokens.add(`title ${author} ${fold(revision.title)}`)
  for (const id of ids) tokens.add(`mail ${id}`)
  for (const mail of parts) {
    if (mail.kind === 'patch') tokens.add(`patch ${author} ${fold(mail.subject.title)}`)
    if (mail.fingerprint !== undefined) tokens.add(`diff ${mail.fingerprint}`)
    if (mail.evidence.changeId !== undefined) tokens.add(`change ${mail.evidence.changeId}`)
    for (const id of [...mail.evidence.links, ...mail.evidence.supersedes]) tokens.add(`mail ${id}`)
    for (const id of mail.inReplyTo) if (!ids.has(id)) tokens.add(`mail ${id}`)
  }
  return [...new Set([...tokens].map(indexed))]
}

function fold(title: string): string {
  return title.toLowerCase().replaceAll(/\s+/g, ' ').trim()
}
