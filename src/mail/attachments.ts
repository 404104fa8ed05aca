import { isUtf8 } from 'node:buffer'
import type { Attachment } from '#src/mail/message.ts'

interface RawAttachment {
  readonly filename?: string | undefined
  readonly contentType: string
  readonly content: Buffer
}

const textName = /\.(patch|diff|dpatch|txt|mbox|eml|log|c|h|config)$/i
const largest = 4_000_000

/** The attachments that hold text, such as a patch sent as application/octet-stream. */
export function readAttachments(parts: readonly RawAttachment[]): readonly Attachment[] {
  return parts.filter(isText).map((part) => ({
    name: part.filename ?? '',
    type: part.contentType,
    text: part.content.toString('utf8').replace(/\r\n/g, '\n'),
  }))
}

function isText(part: RawAttachment): boolean {
  if (part.content.length > largest || part.content.includes(0)) return false
  // `plain` and the like, left over from hand-written headers, mean text (RFC 2045 5.2).
  if (!part.contentType.includes('/')) return true
  if (part.contentType.startsWith('text/')) return part.contentType !== 'text/html'
  if (part.filename !== undefined && part.filename !== '') return textName.test(part.filename)
  // A relay that does not know what it has calls a mail's text that, without a name.
  return part.contentType === 'application/octet-stream' && isProse(part.content)
}

/** UTF-8 (or ASCII) without controls that no text holds. */
function isProse(content: Buffer): boolean {
  return isUtf8(content) && !/[^\P{Cc}\t\n\f\r]/u.test(content.toString('utf8', 0, 4096))
}
