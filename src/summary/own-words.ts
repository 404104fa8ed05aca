import type { ListMail, OwnWords } from '#src/patch/list-mail.ts'
import { abstractOf, tagMessageOf } from '#src/summary/abstract.ts'
import { changesIn } from '#src/summary/changelog.ts'

/** The room that an abstract or a changelog has in a post. */
const longest = 500

/** What a mail says that may speak for a series, found once when it comes in; undefined for another. */
export function ownWords(mail: ListMail): OwnWords | undefined {
  const mayHead = mail.kind === 'cover' || mail.kind === 'pull' || (mail.kind === 'patch' && isFirst(mail))
  return mayHead ? { abstract: abstractIn(mail), changes: changesSince(mail, mail.subject.version) } : undefined
}

function isFirst({ subject }: ListMail): boolean {
  return subject.number === undefined || subject.number <= 1
}

export function abstractIn({ kind, text }: ListMail): string {
  const abstract = abstractOf(text, longest)
  return abstract === '' && kind === 'pull' ? abstractOf(tagMessageOf(text), longest) : abstract
}

/** The changelog stands under a mail's `---`, else in its message. */
export function changesSince({ notes, text }: ListMail, version: string): string {
  return changesIn(notes, version, longest) || changesIn(text, version, longest)
}
