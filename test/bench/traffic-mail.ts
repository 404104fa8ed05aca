import type { Address } from '#src/mail/message.ts'
import { encodeBody, encodeWords, formatPerson, header, rfc5322Date } from '../../config/sample/mail.ts'
import type { Chance } from '../../config/sample/random.ts'
import { transportHeaders } from './traffic-transport.ts'

/** A mail as the generator thinks of it. Instants in milliseconds. */
export interface Letter {
  readonly messageId: string
  readonly from: Address
  readonly to: readonly Address[]
  readonly cc: readonly Address[]
  readonly subject: string
  readonly sentAt: number
  readonly receivedAt: number
  readonly references: readonly string[]
  readonly text: string
  readonly mailer: string
  readonly form: Form
}

/** How a mail program wraps a text, in the shares that list mail has. */
export type Form = 'plain' | 'bare' | 'quoted-printable' | 'base64' | 'flowed' | 'signed' | 'alternative'

/** People's programs sign and flow; what git sends is plain. */
export function formOf(isReply: boolean, chance: Chance): Form {
  const at = chance.int(1000)
  if (at < 55) return 'quoted-printable'
  if (at < 90) return 'base64'
  if (at < 300) return 'bare'
  if (!isReply || at < 840) return 'plain'
  if (at < 975) return 'flowed'
  return at < 995 ? 'signed' : 'alternative'
}

/** Headers in the order in which relays and mail programs leave them, then the body. LF line ends, no From_ line. */
export function letterBytes(letter: Letter, chance: Chance): Uint8Array {
  const parent = letter.references.at(-1)
  const { headers, body } = contentOf(letter, chance)
  const lines = [
    ...transportHeaders(letter, chance),
    header('From', formatPerson(letter.from)),
    header('To', letter.to.map(formatPerson).join(', ')),
    ...(letter.cc.length > 0 ? [header('Cc', letter.cc.map(formatPerson).join(', '))] : []),
    header('Subject', encodeWords(letter.subject)),
    `Date: ${rfc5322Date(letter.sentAt)}`,
    `Message-ID: <${letter.messageId}>`,
    ...(parent === undefined ? [] : [`In-Reply-To: <${parent}>`]),
    ...(parent === undefined ? [] : [`References: ${letter.references.map((id) => `<${id}>`).join('\n ')}`]),
    `X-Mailer: ${letter.mailer}`,
    'Precedence: bulk',
    'X-Mailing-List: kvm@vger.kernel.org',
    'List-Id: <kvm.vger.kernel.org>',
    'List-Subscribe: <mailto:kvm+subscribe@vger.kernel.org>',
    'List-Unsubscribe: <mailto:kvm+unsubscribe@vger.kernel.org>',
    ...headers,
    '',
    body,
  ]
  return Buffer.from(lines.join('\n'), 'utf8')
}

interface Content {
  readonly headers: readonly string[]
  readonly body: string
}

function contentOf(letter: Letter, chance: Chance): Content {
  const { text, form } = letter
  if (form === 'bare' && isAscii(text)) return { headers: [], body: text }
  if (form === 'signed') return signed(text, chance)
  if (form === 'alternative') return alternative(text, chance)
  if (form === 'flowed') {
    const flowed = text.replaceAll(/^([^>\n ].{60,})$/gm, '$1 ')
    return textPart(flowed, undefined, '; format=flowed')
  }
  return textPart(text, form === 'quoted-printable' || form === 'base64' ? form : undefined)
}

function textPart(text: string, wanted: 'quoted-printable' | 'base64' | undefined, flow = ''): Content {
  const { encoding, body } = encodeBody(text, wanted)
  const charset = isAscii(text) ? 'us-ascii' : 'UTF-8'
  return {
    headers: [
      'MIME-Version: 1.0',
      `Content-Type: text/plain; charset=${charset}${flow}`,
      `Content-Transfer-Encoding: ${encoding}`,
    ],
    body,
  }
}

function signed(text: string, chance: Chance): Content {
  const key = Array.from({ length: 10 }, () => chance.hex(64))
  const pgp = ['-----BEGIN PGP SIGNATURE-----', '', ...key, '-----END PGP SIGNATURE-----', ''].join('\n')
  return multipart(
    'signed; micalg="pgp-sha512"; protocol="application/pgp-signature"',
    [
      textPart(text, undefined),
      { headers: ['Content-Type: application/pgp-signature; name="signature.asc"'], body: pgp },
    ],
    chance,
  )
}

function alternative(text: string, chance: Chance): Content {
  const html = `<html><body><pre>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre></body></html>\n`
  const part = { headers: ['Content-Type: text/html; charset=UTF-8'], body: html }
  return multipart('alternative', [textPart(text, undefined), part], chance)
}

function multipart(kind: string, parts: readonly Content[], chance: Chance): Content {
  const boundary = `=_${chance.hex(24)}`
  const inner = parts.map((part) => `--${boundary}\n${part.headers.join('\n')}\n\n${part.body}\n`)
  return {
    headers: ['MIME-Version: 1.0', `Content-Type: multipart/${kind};\n\tboundary="${boundary}"`],
    body: `${inner.join('')}--${boundary}--\n`,
  }
}

function isAscii(text: string): boolean {
  return /^[\t\n -~]*$/.test(text)
}
