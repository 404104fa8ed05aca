import type { Message } from '#src/mail/message.ts'
import { readBodyHeaders, type BodyHeaders } from '#src/patch/body-headers.ts'

/** As git format-patch begins a file. */
const formatPatchLine = /^From [0-9a-f]{40} Mon Sep 17 00:00:00 2001\n/

/** Attached diffs follow the text's own, as git reads the parts of a mail. */
export function withAttachedDiffs(patch: string, message: Message): string {
  const attached = attachedDiffs(message)
  return attached.length === 0 ? patch : [patch, ...attached].join('\n')
}

/**
 * The headers of the one file of git format-patch that a mail carries instead of a patch in its text: whoever applies that
 * file gets its author and title. Undefined for any other mail.
 */
export function attachedHeaders(patch: string, message: Message): BodyHeaders | undefined {
  const [file, another] = attachedDiffs(message)
  if (file === undefined || another !== undefined || mayHoldDiff(patch)) return undefined
  const start = formatPatchLine.exec(file)
  return start === null ? undefined : readBodyHeaders(file.slice(start[0].length))
}

function attachedDiffs(message: Message): readonly string[] {
  return message.attachments.map((attachment) => attachment.text).filter(mayHoldDiff)
}

export function mayHoldDiff(text: string): boolean {
  return text.includes('\n@@ -') || text.includes('diff --git ')
}
