import { describe, expect, it } from 'vitest'
import { readMessage } from '#src/mail/read-message.ts'
import { noMailmap } from '#src/mail/mailmap.ts'
import { readListMail } from '#src/patch/read-list-mail.ts'
import { parseLine } from '#src/summary/parse-line.ts'
import { readMaintainers } from '#src/tag/maintainers.ts'
import { hostileMails } from '#test/fixtures/mail/hostile-mails.ts'
import { makeMail, patchBody, smallDiff } from '#test/fixtures/mail/make-mail.ts'
import { nastyMails } from '#test/fixtures/mail/nasty-mails.ts'

const tables = { maintainers: readMaintainers(''), mailmap: noMailmap }

describe('ten thousand broken mails', () => {
  it('each get a line, and none an exception', async () => {
    const random = seededRandom(20260105)
    const seeds = seedMails()
    const kinds = new Set<string>()
    let lines = 0
    for (let at = 0; at < 10_000; at++) {
      const mail = mutate(seeds[at % seeds.length] ?? Buffer.alloc(0), seeds, random)
      const line = parseLine(readListMail(await readMessage(mail), 0), tables)
      if (JSON.stringify(line).startsWith('{"messageId":"')) lines++
      kinds.add(line.kind)
    }
    expect(lines).toBe(10_000)
    // The mutants are mails still, not noise that is put aside at once.
    expect([...kinds].toSorted()).toEqual(['cover', 'other', 'patch', 'pull', 'reply', 'report'])
  }, 120_000)

  it('nor do hostile ones of 20 KB', async () => {
    for (const hostile of hostileMails) {
      const line = parseLine(readListMail(await readMessage(hostile.make(20_000)), 0), tables)
      expect(line.messageId).not.toBe('')
    }
  })
})

function seedMails(): readonly Buffer[] {
  const bodies = [
    patchBody(),
    patchBody(smallDiff.repeat(3)),
    'On Monday Joe wrote:\n> lamp\n\nReviewed-by: J <j@x.org>\n',
    'Lamps.\n\n 1 file changed, 1 insertion(+)\n',
  ]
  const subjects = [
    '[PATCH v2 1/2] x',
    '[PATCH 0/2] x',
    'Re: [PATCH v2 1/2] x',
    '[GIT PULL] x',
    '[kvm:queue 1/2] a.c:1: warning: x',
  ]
  const small = Object.values(nastyMails).filter((mail) => mail.length < 10_000)
  return [...small, ...bodies.flatMap((body) => subjects.map((Subject) => makeMail({ Subject }, body)))]
}

/** One to four changes: bytes flipped, pieces cut, doubled or swapped with another mail's, bits of syntax put in. */
function mutate(mail: Buffer, others: readonly Buffer[], random: () => number): Buffer {
  let bytes = Buffer.from(mail)
  const upTo = (limit: number): number => Math.floor(random() * limit)
  for (let times = 1 + upTo(4); times > 0; times--) {
    const from = upTo(bytes.length + 1)
    const to = Math.min(bytes.length, from + upTo(200))
    const other = others[upTo(others.length)] ?? bytes
    const insert = [
      Buffer.from([upTo(256)]),
      bytes.subarray(from, to),
      other.subarray(upTo(other.length), upTo(other.length) + 200),
      Buffer.from(syntax[upTo(syntax.length)] ?? ''),
      Buffer.alloc(0),
    ][upTo(5)]
    const keepUntil = upTo(2) === 0 ? from : to
    bytes = Buffer.concat([bytes.subarray(0, keepUntil), insert ?? Buffer.alloc(0), bytes.subarray(to)])
  }
  return bytes
}

const syntax = [
  '\n\n',
  '\n---\n',
  '\n-- \n',
  '\r\n',
  '\0',
  '=?utf-8?b?',
  '?=',
  '[PATCH',
  ']',
  '<',
  '>',
  '"',
  '\nFrom: ',
  '\nContent-Type: multipart/mixed; boundary=b\n',
  '\n--b\n',
  '\nContent-Transfer-Encoding: base64\n',
  '\nContent-Transfer-Encoding: quoted-printable\n',
  '\ndiff --git a/x b/x\n',
  '\n@@ -1,3 +1,4 @@\n',
  '\nGIT binary patch\n',
  '\nFixes: 0123456789ab ("',
  '\nhttps://lore.kernel.org/r/%',
  '\uD800',
]

/** mulberry32: small, and the same everywhere. */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}
