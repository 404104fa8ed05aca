import type { ListMail } from '#src/patch/list-mail.ts'

/** Threads deeper than this are cut in the middle: their ends say where a mail belongs. */
const mostAncestors = 100

/** The ids that a mail answers, nearest first: In-Reply-To, then References from the newest. Never its own id. */
export function ancestryOf(mail: ListMail): string[] {
  const ids = new Set(mail.inReplyTo)
  for (let at = mail.references.length - 1; at >= 0; at -= 1) {
    const id = mail.references[at]
    if (id !== undefined && (ids.size < mostAncestors || at === 0)) ids.add(id)
  }
  ids.delete(mail.messageId)
  return [...ids]
}
