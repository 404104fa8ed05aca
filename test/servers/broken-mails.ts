/** Mails that no standard allows, and that come all the same. Named by their trouble. */
const texts: Readonly<Record<string, string>> = {
  'no boundary': 'Content-Type: multipart/mixed\n\n--x\n\nhello\n',
  'boundary never closed': 'Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nhello\n',
  'boundary that never comes': 'Content-Type: multipart/mixed; boundary=x\n\nhello\n',
  'unknown charset': 'Content-Type: text/plain; charset=klingon-1\n\nqapla\n',
  'raw 8-bit headers': 'Subject: Gr\xfc\xdfe aus K\xf6ln\n\nhello\n',
  'bad base64': 'Content-Transfer-Encoding: base64\n\n!!!not base64!!!\n',
  'bad quoted-printable': 'Content-Transfer-Encoding: quoted-printable\n\n=ZZ =\n=4\n',
  'unknown encoding': 'Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n',
  'two Message-IDs': 'Message-ID: <second@example.org>\n\nhello\n',
  'no Date': 'Subject: no date\n\nhello\n',
  'a Date that is none': 'Date: tomorrow, I hope\n\nhello\n',
  'a header line of 200 KB': `X-Long: ${'a'.repeat(200_000)}\n\nhello\n`,
  '5,000 headers': `${'X-Many: 1\n'.repeat(5000)}\nhello\n`,
  '3,000 references': `References: ${Array.from({ length: 3000 }, (_, at) => `<${at}@example.org>`).join('\n ')}\n\nhello\n`,
  'parts in parts, 100 deep': nested(100),
  'no body': '\n',
  'white space only headers': 'Subject: \n \n\t\n\nhello\n',
  'a header without a colon': 'this is no header\nSubject: late\n\nhello\n',
  'very long lines': `\n${'word '.repeat(40_000)}\n`,
  'message in a message': 'Content-Type: message/rfc822\n\nSubject: inner\n\nhello\n',
}

export const brokenMails: readonly { readonly bytes: Buffer; readonly at: number }[] = Object.entries(texts).map(
  ([trouble, text], index) => ({
    at: Date.UTC(2026, 0, 5) + index * 1000,
    bytes: Buffer.from(`Message-ID: <${trouble.replaceAll(/\W/g, '-')}@example.org>\n${text}`, 'latin1'),
  }),
)

function nested(depth: number): string {
  const open = Array.from({ length: depth }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`)
  return `${open.join('')}Content-Type: text/plain\n\nhello\n`
}
