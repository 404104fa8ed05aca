import { describe, expect, it } from 'vitest'
import { readMessage, readMimeMessage, readPlainMessage } from '#src/mail/read-message.ts'
import { makeMail } from '#test/fixtures/mail/make-mail.ts'
import { nastyMails } from '#test/fixtures/mail/nasty-mails.ts'

describe('the fast path and the MIME library', () => {
  // Of a diff that was sent as flowed the library knows one reading only, see `unflow`.
  const same = Object.entries(nastyMails).filter(([name]) => name !== 'flowed with a patch')

  it.each(same)('read the same message: %s', async (_, bytes) => {
    const byLibrary = await readMimeMessage(bytes)
    expect(readPlainMessage(bytes) ?? byLibrary).toEqual(byLibrary)
    expect(await readMessage(bytes)).toEqual(byLibrary)
  })

  it('leaves to the library only what it must', () => {
    const left = Object.entries(nastyMails).filter(([, bytes]) => readPlainMessage(bytes) === undefined)
    expect(left.map(([name]) => name)).toEqual([
      'base64 with a footer',
      'a type that is none',
      'an attachment alone',
      'text that a relay calls octets',
      'octets that are none of text',
      'only HTML',
      'an attached patch',
      'an inline patch part',
      'a signed mail whose text is empty',
      'a signed mail with three parts',
      'a boundary within a line',
      'a boundary that begins a longer line',
      'a boundary with blanks after it',
      'parts after the last boundary',
      'a part whose headers never end',
      'an HTML copy that is attached',
      'an HTML copy that comes first',
      'a signature called a patch',
      'parts without a boundary',
      'parts that never end',
      'a hundred parts in each other',
    ])
  })
})

describe('a message', () => {
  it('carries every header that we use, decoded', async () => {
    const message = await readMessage(
      makeMail(
        {
          From: '=?utf-8?q?J=C3=BCrgen?= <j@example.org>',
          'Reply-To': 'kvm@vger.kernel.org',
          'X-Original-From': 'Jane <jane@example.org>',
          'In-Reply-To': '<one@x>',
          References: '<zero@x>\n <one@x> <one@x>',
          'X-Mailer': 'git-send-email 2.47.3',
        },
        'x\n',
      ),
    )
    expect(message).toEqual({
      messageId: '20260105100000.1-1-jane@example.org',
      subject: '[PATCH] KVM: x86: Keep the lamp lit',
      from: { name: 'Jürgen', email: 'j@example.org' },
      replyTo: { name: '', email: 'kvm@vger.kernel.org' },
      originalFrom: { name: 'Jane', email: 'jane@example.org' },
      sentAt: Date.UTC(2026, 0, 5, 10),
      inReplyTo: ['one@x'],
      references: ['zero@x', 'one@x'],
      lists: ['kvm.vger.kernel.org'],
      text: 'x\n',
      attachments: [],
      headers: { 'x-mailer': 'git-send-email 2.47.3' },
      problem: undefined,
    })
  })

  it.each<[string, string]>([
    ['words split inside a word', '[PATCH] € sign'],
    ['words of two charsets', 'üü end'],
    ['a word that never ends', '=?utf-8?q?never ends'],
    ['raw UTF-8 in headers', 'Größe'],
    ['raw latin1 in headers', 'Größe'],
  ])('has its subject decoded: %s', async (name, subject) => {
    expect((await readMessage(fixture(name))).subject).toBe(subject)
  })

  it.each<[string, string, string]>([
    ['raw UTF-8 in headers', 'Jürgen Größ', 'j@example.org'],
    ['raw latin1 in headers', 'Jürgen', 'j@example.org'],
    ['an encoded name in quotes', 'Jürgen', 'j@example.org'],
    ['a comma in a name', 'Doe, Jane', 'jane@example.org'],
    ['a company in a name', 'Jane (EXAMPLECORP)', 'jane@example.org'],
    ['a sender without an at', 'jane', ''],
  ])('names its sender: %s', async (fixtureName, name, email) => {
    expect((await readMessage(fixture(fixtureName))).from).toEqual({ name, email })
  })

  it.each<[string, string]>([
    ['charset y', 'größe\n'],
    ['charset latin1', 'größe\n'],
    ['charset windows-1252', '“quoted”\n'],
    ['charset gb18030', '你好\n'],
    ['charset iso-2022-jp', 'あ\n'],
    ['charset koi8-r', 'Пр\n'],
    ['charset utf-7', 'Hi ä! 1 + 1\n'],
    ['an encoding nobody knows', 'größe\n'],
    ['bytes that are no UTF-8', 'gr\uFFFD\uFFFDe\n'],
    ['quoted-printable', 'café soft \nblanks go\nbad =ZZ stays\n€\n'],
    ['quoted-printable with quoted CR', 'one\ntwo\n'],
    ['base64 without padding', 'hello\n'],
    ['flowed', 'one two\n> quoted on\n>> deeper \n> not joined\nstuffed\n twice\n-- \nJane\n'],
    ['flowed with delsp', 'one\nx y\n'],
    ['CR CR LF line ends', 'one\ntwo\n'],
    ['a type that is none', 'x\n'],
    ['an attachment alone', 'x\n'],
    ['text that a relay calls octets', 'größe\n'],
    ['two alternatives', 'plain\n'],
    ['a signed mail', 'signed text\n'],
  ])('has its body decoded: %s', async (name, text) => {
    expect((await readMessage(fixture(name))).text).toBe(text)
  })

  it('is read in linear time with carriage returns in a row', async () => {
    const text = Buffer.from(`one\n${'\r'.repeat(3_000_000)}two\r\r\n`).toString('base64')
    const mail = `Message-ID: <a@x>\nMIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n${text}\n`
    const begun = performance.now()
    const message = await readMessage(Buffer.from(mail))
    // In quadratic time an hour.
    expect(performance.now() - begun).toBeLessThan(20_000)
    expect(message.text.endsWith('\rtwo\n')).toBe(true)
  })

  it('keeps an attached patch', async () => {
    const message = await readMessage(fixture('an attached patch'))
    expect(message.attachments.map(({ name, text }) => [name, text.includes('diff --git')])).toEqual([
      ['lamp.patch', true],
    ])
  })

  it('says what it lacks instead of making it up', async () => {
    expect((await readMessage(fixture('a date of nonsense'))).sentAt).toBeUndefined()
    expect((await readMessage(fixture('a zone of four days'))).sentAt).toBeUndefined()
    expect((await readMessage(fixture('a date far away'))).sentAt).toBe(Date.UTC(2077, 0, 1))
    expect((await readMessage(fixture('only HTML'))).problem).toBe('no text part, only HTML')
    const octets = await readMessage(fixture('octets that are none of text'))
    expect([octets.text, octets.problem]).toEqual(['', 'no text part, only application/octet-stream'])
    expect((await readMessage(fixture('text that a relay calls octets'))).problem).toBeUndefined()
    expect((await readMessage(fixture('nothing at all'))).problem).toBe('no From header; no Message-ID header')
  })

  it('is known by a hash of its bytes where it has no id', async () => {
    const one = await readMessage(fixture('no message id'))
    expect(one.messageId).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect((await readMessage(fixture('no message id'))).messageId).toBe(one.messageId)
  })

  it('takes the first of two ids, and ids without brackets', async () => {
    expect((await readMessage(fixture('two message ids'))).messageId).toBe('first@example.org')
    expect((await readMessage(fixture('a message id without brackets'))).messageId).toBe('bare@example.org')
  })

  it('passes over the answers to prompts and the comments in In-Reply-To', async () => {
    expect((await readMessage(fixture('In-Reply-To of a prompt'))).inReplyTo).toEqual(['a@b.org'])
    expect((await readMessage(fixture('In-Reply-To with a comment'))).inReplyTo).toEqual(['a@b.org'])
  })
})

function fixture(name: string): Buffer {
  const bytes = nastyMails[name]
  if (bytes === undefined) throw new Error(`no fixture "${name}"`)
  return bytes
}
