import type { ContentHeader } from '#src/mail/content-type.ts'
import { readContentHeader } from '#src/mail/content-type.ts'
import { readHeaderBlock } from '#src/mail/header-block.ts'
import { readPlainBody } from '#src/mail/plain-body.ts'

/** Parts that may stand beside the text and are no text themselves, by the type of the whole. */
const companions: Readonly<Record<string, string>> = {
  'multipart/signed': 'application/pgp-signature',
  'multipart/alternative': 'text/html',
}

/**
 * The text of a mail that is plain text with a signature or an HTML copy beside it, the usual multipart of a list,
 * without a MIME library. Undefined where anything is unusual, and the library decides.
 */
export function readSimpleMultipart(body: Buffer, type: ContentHeader): string | undefined {
  const companion = companions[type.value]
  const parts = companion === undefined ? undefined : partsOf(body, type.parameters['boundary'] ?? '')
  const [first, second] = parts ?? []
  if (first === undefined || second === undefined || parts?.length !== 2) return undefined
  const text = readPart(first)
  const beside = readPart(second)
  if (beside.type?.value !== companion || !isUsual(beside)) return undefined
  const plain = readPlainBody(text.body, text.type, text.disposition, text.encoding)
  return plain === undefined || plain.trim() === '' ? undefined : plain
}

/** A signature may be called an attachment, as it is shown nowhere; one with the name of a patch is read as one. */
function isUsual({ type, disposition }: Part): boolean {
  const name = disposition?.parameters['filename'] ?? type?.parameters['name'] ?? 'signature.asc'
  return type?.value === 'text/html' ? disposition?.value !== 'attachment' : name.endsWith('.asc')
}

/** The parts between the boundary lines (RFC 2046 5.1.1); undefined where one of these is not as it should be. */
function partsOf(body: Buffer, boundary: string): readonly Buffer[] | undefined {
  if (boundary === '' || boundary.length > 70) return undefined
  const mark = `--${boundary}`
  const parts: Buffer[] = []
  let start: number | undefined
  for (let at = body.indexOf(mark, 0, 'latin1'); at >= 0; at = body.indexOf(mark, at + mark.length, 'latin1')) {
    if (at > 0 && body[at - 1] !== lineFeed) return undefined
    if (start !== undefined) parts.push(body.subarray(start, at))
    const end = body.indexOf(lineFeed, at)
    const rest = body.toString('latin1', at + mark.length, end < 0 ? body.length : end).replace('\r', '')
    if (rest === '--') return body.indexOf(mark, at + mark.length, 'latin1') < 0 ? parts : undefined
    if (rest !== '' || end < 0 || parts.length > 2) return undefined
    start = end + 1
  }
  return undefined
}

const lineFeed = 0x0a

interface Part {
  readonly body: Buffer
  readonly type: ContentHeader | undefined
  readonly disposition: ContentHeader | undefined
  readonly encoding: string
}

function readPart(part: Buffer): Part {
  const { fields, bodyStart } = readHeaderBlock(part)
  function header(name: string): ContentHeader | undefined {
    const value = fields.get(name)?.[0]
    return value === undefined || value === '' ? undefined : readContentHeader(value)
  }
  return {
    body: part.subarray(bodyStart),
    type: header('content-type'),
    disposition: header('content-disposition'),
    encoding: header('content-transfer-encoding')?.value ?? '',
  }
}
