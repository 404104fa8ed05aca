/** What the ids of one sending have in common, and this mail's place in it where the id tells. */
export interface Stem {
  readonly stem: string
  readonly serial: number | undefined
}

/** RFC 5322 allows 998 characters a line; a longer id is hostile and has no stem. */
const longestId = 998

/**
 * The stem of a message id that git send-email, git format-patch or b4 made. Parts of one sending share it even where
 * a list did not keep the mails that they refer to. (Quilt's ids hold only the second of each mail; the window of
 * `groupParts` finds those.)
 *
 * - `20260202144557.1771203-3-jane@example.org` (git send-email; `1598864986-13875-3-git-send-email-…` before 2018)
 * - `cover.1691446946.git.jane@example.org`, `<sha1>.1691446946.git.…` (git format-patch --thread)
 * - `20260121-topic-name-v16-12-2859a7512097@example.org` (b4)
 */
export function stemOf(messageId: string): Stem | undefined {
  if (messageId.length > longestId) return undefined
  const sent =
    /^(\d{14}\.\d+)-(\d{1,4})-(.+)$/.exec(messageId) ?? /^(\d{9,10}-\d+)-(\d{1,4})-(git-send-email-.+)$/.exec(messageId)
  if (sent !== null) return stemAround(sent)
  const formatted = /^(?:cover|[0-9a-f]{40})\.(\d{9,11}\.git\..+)$/.exec(messageId)
  if (formatted?.[1] !== undefined) return { stem: formatted[1], serial: undefined }
  // The last part is another one in each mail.
  const b4 = /^(\d{8}-.{1,200}-v\d+(?:\.\d+)?)-(\d{1,4})-[0-9a-f]{10,40}@(.+)$/.exec(messageId)
  return b4 === null ? undefined : { stem: `${b4[1]}@${b4[3]}`, serial: Number(b4[2]) }
}

function stemAround([, before, serial, after]: RegExpExecArray): Stem {
  return { stem: `${before}-${after}`, serial: Number(serial) }
}
