import type { ListMail } from '#src/patch/list-mail.ts'
import { sentTime } from '#src/series/part.ts'

/**
 * One mail an id. Copies from several lists are one mail with the earliest `receivedAt` and all lists; where somebody
 * used an id again for another text, the earlier one stands.
 */
export function oneOfEach(mails: Iterable<ListMail>): Map<string, ListMail> {
  const unique = new Map<string, ListMail>()
  for (const mail of mails) {
    const known = unique.get(mail.messageId)
    unique.set(mail.messageId, known === undefined ? mail : merged(known, mail))
  }
  return unique
}

function merged(one: ListMail, other: ListMail): ListMail {
  const [kept, copy] = comesBefore(other, one) ? [other, one] : [one, other]
  const lists = kept.lists.concat(copy.lists.filter((list) => !kept.lists.includes(list)))
  return lists.length === kept.lists.length ? kept : { ...kept, lists }
}

/** Received first; of mails received at once the one sent first, then any order that does not depend on ours. */
function comesBefore(mail: ListMail, other: ListMail): boolean {
  if (mail.receivedAt !== other.receivedAt) return mail.receivedAt < other.receivedAt
  if (sentTime(mail) !== sentTime(other)) return sentTime(mail) < sentTime(other)
  return contentOf(mail) < contentOf(other)
}

function contentOf(mail: ListMail): string {
  return `${mail.subject.raw}\n${mail.text}`
}
