import { isRobot } from '#src/mail/is-robot.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import type { Revision } from '#src/series/revision.ts'
import type { SeriesState } from '#src/summary/summary.ts'

/** Where a series stands, from what people wrote in its thread. */
export function stateOf(revision: Revision, parts: readonly ListMail[], replies: readonly ListMail[]): SeriesState {
  const spoken = replies.filter(
    (mail) => !isRobot(mail.from) && !parts.some((part) => part.from.email === mail.from.email),
  )
  return { is: spoken.length > 0 || revision.reviews.length > 0 ? 'in review' : 'new' }
}
