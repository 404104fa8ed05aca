import type { Address } from '#src/mail/message.ts'

/** A mail as the generator thinks of it; `formatMail` makes the bytes of an mbox out of it. */
export interface SampleMail {
  readonly messageId: string
  readonly from: Address
  readonly subject: string
  readonly to: readonly Address[]
  readonly cc: readonly Address[]
  readonly sentAt: number
  readonly receivedAt: number
  readonly references: readonly string[]
  readonly text: string
  readonly encoding?: 'quoted-printable' | 'base64' | '8bit' | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly mailer: string
}

const lineLength = 76

/** One message of an mboxrd file: From_ line, headers, body, blank line. */
export function formatMail(mail: SampleMail): Uint8Array {
  const { encoding, body } = encodeBody(mail.text, mail.encoding)
  const parent = mail.references.at(-1)
  const headers = [
    `Received: from out.${domainOf(mail.from.email)} by smtp.subspace.example with ESMTPS;`,
    `\t${rfc5322Date(mail.receivedAt)}`,
    header('From', formatPerson(mail.from)),
    header('To', mail.to.map(formatPerson).join(', ')),
    ...(mail.cc.length > 0 ? [header('Cc', mail.cc.map(formatPerson).join(', '))] : []),
    header('Subject', encodeWords(mail.subject)),
    `Date: ${rfc5322Date(mail.sentAt)}`,
    `Message-ID: <${mail.messageId}>`,
    ...(parent ? [`In-Reply-To: <${parent}>`] : []),
    ...(parent ? [`References: ${mail.references.map((id) => `<${id}>`).join('\n ')}`] : []),
    ...Object.entries(mail.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    `X-Mailer: ${mail.mailer}`,
    'Precedence: bulk',
    'X-Mailing-List: kvm@vger.kernel.org',
    'List-Id: <kvm.vger.kernel.org>',
    'List-Subscribe: <mailto:kvm+subscribe@vger.kernel.org>',
    'List-Unsubscribe: <mailto:kvm+unsubscribe@vger.kernel.org>',
    'MIME-Version: 1.0',
    `Content-Type: text/plain; charset=${isAscii(mail.text) ? 'US-ASCII' : 'UTF-8'}`,
    `Content-Transfer-Encoding: ${encoding}`,
  ]
  const text = [...headers, '', body].join('\n').replace(/^(>*From )/gm, '>$1')
  const ending = text.endsWith('\n') ? '\n' : '\n\n'
  return Buffer.from(`From ${mail.from.email} ${asctime(mail.receivedAt)}\n${text}${ending}`, 'utf8')
}

export function encodeBody(text: string, wanted: SampleMail['encoding']): { encoding: string; body: string } {
  if (wanted === 'base64') {
    const lines =
      Buffer.from(text, 'utf8')
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    return { encoding: 'base64', body: lines.join('\n') + '\n' }
  }
  if (wanted === 'quoted-printable') return { encoding: 'quoted-printable', body: quotedPrintable(text) }
  return { encoding: isAscii(text) ? '7bit' : '8bit', body: text }
}

/** RFC 2045 section 6.7: soft line breaks at 76, blanks at the end of a line written out. */
function quotedPrintable(text: string): string {
  const lines = text.split('\n').map((line) => {
    const pieces: string[] = []
    let current = ''
    const bytes = Buffer.from(line, 'utf8')
    for (const [place, byte] of bytes.entries()) {
      const last = place === bytes.length - 1
      const plain = (byte > 32 && byte < 127 && byte !== 61) || ((byte === 32 || byte === 9) && !last)
      const token = plain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
      if (current.length + token.length > lineLength - 1) {
        pieces.push(`${current}=`)
        current = ''
      }
      current += token
    }
    return [...pieces, current].join('\n')
  })
  return lines.join('\n')
}

export function formatPerson(person: Address): string {
  if (person.name === '') return person.email
  if (!isAscii(person.name)) return `${encodeWords(person.name)} <${person.email}>`
  return /^[\w .-]+$/.test(person.name) ? `${person.name} <${person.email}>` : `"${person.name}" <${person.email}>`
}

/** RFC 2047 words of at most 75 characters, split between characters. */
export function encodeWords(text: string): string {
  if (isAscii(text)) return text
  const words: string[] = []
  let current = ''
  for (const char of text) {
    if (Buffer.byteLength(current + char, 'utf8') > 42) {
      words.push(current)
      current = ''
    }
    current += char
  }
  words.push(current)
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word, 'utf8').toString('base64')}?=`).join(' ')
}

/** Folds at blanks, as mail programs do; the blank stays at the beginning of the next line. */
export function header(name: string, value: string): string {
  const lines: string[] = []
  let line = `${name}:`
  for (const word of value.split(' ')) {
    if (line.length + word.length + 1 > lineLength && line !== `${name}:`) {
      lines.push(line)
      line = ` ${word}`
    } else {
      line += ` ${word}`
    }
  }
  return [...lines, line].join('\n')
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export function rfc5322Date(at: number): string {
  const date = new Date(at)
  return `${days[date.getUTCDay()]}, ${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()} ${clock(date)} +0000`
}

export function asctime(at: number): string {
  const date = new Date(at)
  const day = String(date.getUTCDate()).padStart(2)
  return `${days[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${day} ${clock(date)} ${date.getUTCFullYear()}`
}

function clock(date: Date): string {
  return date.toISOString().slice(11, 19)
}

function domainOf(email: string): string {
  return email.replace(/.*@/, '')
}

function isAscii(text: string): boolean {
  return /^[\t\n -~]*$/.test(text)
}
