import { describe, expect, test } from 'vitest'
import { array, assert, asyncProperty, constantFrom, integer, oneof, string } from 'fast-check'
import type { MboxMail } from '#src/mail/mbox.ts'
import { NotAnMboxError, readMbox } from '#src/mail/mbox.ts'

async function* inChunks(text: string | Buffer, size: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function mailsOf(text: string | Buffer, chunk = 64 * 1024, largest?: number): Promise<MboxMail[]> {
  const mails: MboxMail[] = []
  for await (const mail of readMbox(inChunks(text, chunk), largest === undefined ? {} : { largest })) mails.push(mail)
  return mails
}

const textsOf = async (text: string, chunk?: number): Promise<string[]> =>
  (await mailsOf(text, chunk)).map(({ bytes }) => Buffer.from(bytes).toString())

const fromLine = 'From alice@example.org Mon Jan  5 09:01:00 2026\n'

describe('an mbox', () => {
  test('is cut at its From_ lines, which belong to no mail, as does the empty line before them', async () => {
    const mbox = `${fromLine}Subject: one\n\nfirst\n\n${fromLine}Subject: two\n\nsecond\n\n`
    expect(await textsOf(mbox)).toEqual(['Subject: one\n\nfirst\n', 'Subject: two\n\nsecond\n'])
  })

  test('keeps empty lines that a mail ends with', async () => {
    const mbox = `${fromLine}Subject: one\n\nfirst\n\n\n\n${fromLine}Subject: two\n\nsecond\n`
    expect(await textsOf(mbox)).toEqual(['Subject: one\n\nfirst\n\n\n', 'Subject: two\n\nsecond\n'])
  })

  test('reads the same with CRLF line ends', async () => {
    const mbox = `${fromLine}Subject: one\n\nfirst\n\n${fromLine}Subject: two\n\n>From me\n\n`.replaceAll('\n', '\r\n')
    expect(await textsOf(mbox)).toEqual(['Subject: one\r\n\r\nfirst\r\n', 'Subject: two\r\n\r\nFrom me\r\n'])
  })

  test('takes one > off quoted From_ lines (mboxrd), and off no other line', async () => {
    const body = '>From here\n>>From there\n > From\n>Fromage\n> From far\nx >From y\n'
    expect(await textsOf(`${fromLine}Subject: one\n\n${body}\n`)).toEqual([
      'Subject: one\n\nFrom here\n>From there\n > From\n>Fromage\n> From far\nx >From y\n',
    ])
  })

  test('is not cut at text that begins with "From ", escaped or not', async () => {
    const body =
      'Hello,\n\nFrom what I see it works.\n\nFrom 1.0 to 2.0\nFrom alice@example.org Mon Jan  5 09:01:00 2026\n'
    expect(await textsOf(`${fromLine}Subject: one\n\n${body}\n`)).toEqual([`Subject: one\n\n${body}`])
  })

  test('says where each mail begins and ends', async () => {
    const first = `${fromLine}Subject: one\n\nfirst\n\n`
    const [one, two] = await mailsOf(`\n\n${first}${fromLine}Subject: two\n\nsecond\n\n`)
    expect(one).toMatchObject({ offset: 2, end: 2 + first.length })
    expect(two).toMatchObject({ offset: 2 + first.length })
  })

  test.each<[string, number | undefined]>([
    ['From alice@example.org Mon Jan  5 09:01:00 2026', Date.UTC(2026, 0, 5, 9, 1)],
    ['From alice at example.org  Mon Jan 15 09:01:02 2026', Date.UTC(2026, 0, 15, 9, 1, 2)],
    ['From alice@example.org Mon Jan  5 09:01:00 2026 -0800', Date.UTC(2026, 0, 5, 17, 1)],
    ['From alice@example.org Mon Jan  5 09:01:00 UTC 2026', Date.UTC(2026, 0, 5, 9, 1)],
    ['From mboxrd@z Thu Jan  1 00:00:00 1970', undefined],
    ['From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001', undefined],
  ])('reads the time of arrival in "%s"', async (line, receivedAt) => {
    const [mail] = await mailsOf(`${line}\nSubject: one\n\nfirst\n`)
    expect(mail?.receivedAt).toBe(receivedAt)
  })

  test('that ends in the middle of a mail says so, and gives what is there', async () => {
    const mails = await mailsOf(`${fromLine}Subject: one\n\nfirst\n\n${fromLine}Subject: two\n\nsec`)
    expect(mails.map(({ problem }) => problem)).toEqual([undefined, 'the mbox ends in the middle of this mail'])
    expect(Buffer.from(mails[1]?.bytes ?? []).toString()).toBe('Subject: two\n\nsec')
    const stub = await mailsOf(`${fromLine}Subject: one\n\nfirst\n\n${fromLine.trimEnd()}`)
    expect(stub.map(({ problem }) => problem)).toEqual([undefined, 'the mbox ends in the middle of this mail'])
  })

  test.each(['\n', '\r\n\r\n', ' \n\t  \n', '\n \r\n', '  '])(
    'may begin with blanks, as git allows: %j',
    async (blanks) => {
      for (const chunk of [1, 64 * 1024]) {
        const [mail] = await mailsOf(`${blanks}${fromLine}Subject: one\n\nfirst\n`, chunk)
        expect(mail).toMatchObject({ offset: blanks.length, receivedAt: Date.UTC(2026, 0, 5, 9, 1) })
        expect(Buffer.from(mail?.bytes ?? []).toString()).toBe('Subject: one\n\nfirst\n')
      }
    },
  )

  test('may be empty', async () => {
    expect(await mailsOf('')).toEqual([])
    expect(await mailsOf('\n \r\n\n')).toEqual([])
  })

  test.each([
    'hello world\n',
    '\u0000\u0001PK',
    '{"json":true}',
    'From here on it is text\n',
    'From: alice@example.org\n\nhi\n',
  ])('is not what begins with %j', async (text) => {
    await expect(mailsOf(text)).rejects.toThrow(NotAnMboxError)
    await expect(mailsOf(text)).rejects.toThrow(
      /not an mbox: it begins with .*where a line "From sender date" should stand/,
    )
  })

  test('with a mail that is too large gives its head, and the next mail whole', async () => {
    const large = `Subject: large\n\n${`${'x'.repeat(70)}\n`.repeat(60_000)}`
    const mbox = `${fromLine}Subject: one\n\nfirst\n\n${fromLine}${large}\n${fromLine}Subject: three\n\nthird\n\n`
    for (const chunk of [50_000, 1 << 18, 10_000_000]) {
      const mails = await mailsOf(mbox, chunk, 1_000_000)
      expect(mails.map(({ trouble }) => trouble)).toEqual([undefined, 'large', undefined])
      expect(mails[1]?.problem).toBe(`the mail has ${large.length + 1} bytes, only its beginning was read`)
      expect(mails[1]?.bytes.length).toBeLessThanOrEqual(256 * 1024)
      expect(Buffer.from(mails[2]?.bytes ?? []).toString()).toBe('Subject: three\n\nthird\n')
      expect(mails[2]?.end).toBe(mbox.length)
    }
  })

  test('reads the same however it is cut into chunks, and gives back what was escaped into it', async () => {
    const line = oneof(
      constantFrom(
        '',
        'From ',
        '>From x',
        '>>From y',
        'From z Mon Jan  5 09:01:00 2026',
        'text',
        '\u00e9\u{1f600}',
        'From',
      ),
      string({ maxLength: 20 }).map((text) => text.replaceAll(/[\r\n]/g, ' ')),
    )
    const body = array(line, { maxLength: 12 }).map(
      (lines) => `Subject: x\n\n${lines.map((each) => `${each}\n`).join('')}`,
    )
    await assert(
      asyncProperty(
        array(body, { minLength: 1, maxLength: 6 }),
        integer({ min: 1, max: 400 }),
        async (bodies, chunk) => {
          const mbox = bodies.map((each) => `${fromLine}${each.replaceAll(/^(>*From )/gm, '>$1')}\n`).join('')
          expect(await textsOf(mbox, chunk)).toEqual(bodies)
        },
      ),
      { seed: 7, numRuns: 300 },
    )
  })

  test('is read in linear time, whatever it holds', async () => {
    const hostile = ['\n\nFrom ', '>From >From ', '>', '\nFrom a Mon Jan  5', 'From \n']
    for (const piece of hostile) {
      const begun = performance.now()
      await mailsOf(`${fromLine}Subject: x\n\n${piece.repeat(Math.ceil(2_000_000 / piece.length))}\n`, 16_384)
      expect(performance.now() - begun).toBeLessThan(10_000)
    }
  })
})
