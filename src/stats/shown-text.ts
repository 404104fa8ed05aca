import { readBodyHeaders } from '#src/patch/body-headers.ts'
import { nextLine } from '#src/lib/next-line.ts'
import { afterScissors, findDiffStart, splitPatch, withoutSignature } from '#src/patch/body-parts.ts'
import type { MailKind } from '#src/patch/list-mail.ts'

const totals = /^ ?\d{1,6} files? changed(?:, \d{1,8} insertions?\(\+\))?(?:, \d{1,8} deletions?\(-\))?\s*$/

/**
 * What a report prints of a patch or cover: its text from the first line to the totals of its diffstat, in-body headers
 * taken out (the blank line after them stays). Without a diffstat, up to the diff or the signature. Ends without a line feed.
 */
export function shownText(text: string, kind: MailKind): string {
  const { message, patch } = splitPatch(text)
  const body = kind === 'patch' ? afterScissors(message) + patch.slice(0, findDiffStart(patch)) : text
  const opened = readBodyHeaders(body).text
  return throughTotals(opened) ?? withoutSignature(opened).trimEnd()
}

/** Up to the last line of totals (a cover may quote another one before); undefined where there is none. */
function throughTotals(text: string): string | undefined {
  for (let at = text.lastIndexOf(' changed, '); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(' changed, ', at - 1)) {
    const start = text.lastIndexOf('\n', at) + 1
    const end = nextLine(text, at)
    if (end - start < 200 && totals.test(text.slice(start, end).trimEnd())) return text.slice(0, end).trimEnd()
  }
  return undefined
}
