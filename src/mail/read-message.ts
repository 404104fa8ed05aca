import { hash } from 'node:crypto'
import type { ParsedMail } from 'mailparser'
import { readAddress, readAddressList } from '#src/mail/address-list.ts'
import { readAttachments } from '#src/mail/attachments.ts'
import { decodeUtf7, isUtf7 } from '#src/mail/charset.ts'
import { readContentHeader } from '#src/mail/content-type.ts'
import { readDate } from '#src/mail/date.ts'
import { decodeWords } from '#src/mail/encoded-words.ts'
import { keptHeaders, readHeaderBlock, type HeaderFields } from '#src/mail/header-block.ts'
import type { Address, Attachment, Message } from '#src/mail/message.ts'
import { readListIds, readMessageId, readMessageIds } from '#src/mail/message-ids.ts'
import { readPlainBody } from '#src/mail/plain-body.ts'
import { readSimpleMultipart } from '#src/mail/simple-multipart.ts'

interface Body {
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly problem: string | undefined
}

/**
 * Raw bytes of one mail (LF or CRLF line ends) to a `Message`. Never rejects: what cannot be read is said in
 * `problem`, and the rest is there.
 */
export async function readMessage(bytes: Uint8Array): Promise<Message> {
  return readPlainMessage(bytes) ?? (await readMimeMessage(bytes))
}

/** The same at once for plain text, alone or with its signature or HTML copy: nearly all; undefined for the others. */
export function readPlainMessage(bytes: Uint8Array): Message | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { fields, bodyStart } = readHeaderBlock(buffer)
  const body = buffer.subarray(bodyStart)
  const type = contentHeader(fields, 'content-type')
  const text = type?.value.startsWith('multipart/')
    ? readSimpleMultipart(body, type)
    : readPlainBody(body, type, contentHeader(fields, 'content-disposition'), transferEncoding(fields))
  if (text === undefined) return undefined
  return messageOf(buffer, fields, { text: tidy(text), attachments: [], problem: undefined })
}

/** Any mail, its body read by mailparser. Headers are ours in both cases: see `readDate` and `decodeWords` for why. */
export async function readMimeMessage(bytes: Uint8Array): Promise<Message> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { fields } = readHeaderBlock(buffer)
  return messageOf(buffer, fields, await readMimeBody(buffer, fields))
}

async function readMimeBody(buffer: Buffer, fields: HeaderFields): Promise<Body> {
  // Half of what there is to load, for one mail in a hundred.
  const { simpleParser } = await import('mailparser')
  try {
    const parsed: ParsedMail = await simpleParser(buffer, {
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipImageLinks: true,
      skipTextLinks: true,
      checksumAlgo: 'sha1',
    })
    const type = contentHeader(fields, 'content-type')
    const text = parsed.text ?? ''
    return bodyOf(isUtf7(type?.parameters['charset'] ?? '') ? decodeUtf7(text) : text, parsed, type?.value ?? '')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { text: '', attachments: [], problem: `the body cannot be read: ${reason}` }
  }
}

/** A lone part counts as the text even where it calls itself an attachment. */
function bodyOf(text: string, parsed: ParsedMail, type: string): Body {
  const attachments = readAttachments(parsed.attachments)
  const [lone] = attachments
  if (text.trim() === '' && lone !== undefined && parsed.attachments.length === 1) {
    return { text: tidy(lone.text), attachments: [], problem: undefined }
  }
  return { text: tidy(text), attachments, problem: text === '' ? whyEmpty(parsed, type) : undefined }
}

function whyEmpty(parsed: ParsedMail, type: string): string | undefined {
  if (typeof parsed.html === 'string') return 'no text part, only HTML'
  const [other] = parsed.attachments
  if (other !== undefined)
    return readAttachments(parsed.attachments).length > 0 ? undefined : `no text part, only ${other.contentType}`
  return type.startsWith('multipart/') ? 'no part that could be read' : undefined
}

function messageOf(buffer: Buffer, fields: HeaderFields, body: Body): Message {
  const from = firstAddress(fields, 'from')
  const messageId = readMessageId(first(fields, 'message-id'))
  const problems = [
    ...(from === undefined ? ['no From header'] : []),
    ...(messageId === undefined ? ['no Message-ID header'] : []),
    ...(body.problem === undefined ? [] : [body.problem]),
  ]
  return {
    messageId: messageId ?? `sha256:${hash('sha256', buffer)}`,
    subject: decodeWords(first(fields, 'subject') ?? ''),
    from: from ?? { name: '', email: '' },
    replyTo: firstAddress(fields, 'reply-to'),
    originalFrom: firstAddress(fields, 'x-original-from'),
    sentAt: readDate(first(fields, 'date') ?? ''),
    inReplyTo: readMessageIds(fields.get('in-reply-to') ?? []),
    references: readMessageIds(fields.get('references') ?? []),
    lists: readListIds(fields.get('list-id') ?? []),
    text: body.text,
    attachments: body.attachments,
    headers: otherHeaders(fields),
    problem: problems.length === 0 ? undefined : problems.join('; '),
  }
}

/** LF line ends, and exactly one at the end of a body that is not empty. */
function tidy(text: string): string {
  const lf = text.includes('\r') ? text.replace(/(?<!\r)\r+\n/g, '\n') : text
  let end = lf.length
  while (end > 0 && lf.charCodeAt(end - 1) === 0x0a) end--
  return end === 0 ? '' : `${lf.slice(0, end)}\n`
}

/** A field that a person reads in one line; the kilobytes of a hostile one are cut. */
function first(fields: HeaderFields, name: string): string | undefined {
  return fields.get(name)?.[0]?.slice(0, longestField)
}

const longestField = 16_384

function firstAddress(fields: HeaderFields, name: string): Address | undefined {
  const value = first(fields, name)
  if (value === undefined) return undefined
  return readAddressList(value)[0] ?? readAddress(value)
}

function contentHeader(fields: HeaderFields, name: string): ReturnType<typeof readContentHeader> | undefined {
  const value = first(fields, name)
  return value === undefined || value === '' ? undefined : readContentHeader(value)
}

function transferEncoding(fields: HeaderFields): string {
  return readContentHeader(first(fields, 'content-transfer-encoding') ?? '').value
}

function otherHeaders(fields: HeaderFields): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {}
  for (const name of keptHeaders) {
    const value = first(fields, name)
    if (value !== undefined) headers[name] = decodeWords(value)
  }
  return headers
}
