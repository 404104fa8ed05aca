import { describe, expect, it } from 'vitest'
import { readMessage } from '#src/mail/read-message.ts'
import { readBodyHeaders } from '#src/patch/body-headers.ts'
import { afterScissors, splitPatch, withoutSignature } from '#src/patch/body-parts.ts'
import { readListMail } from '#src/patch/read-list-mail.ts'
import { readPrintedTotals, withoutDiffstat } from '#src/patch/printed-totals.ts'
import { makeMail, patchBody, smallDiff } from '#test/fixtures/mail/make-mail.ts'

describe('headers in a body', () => {
  it.each<[string, string, string, string]>([
    ['From: Joe Roe <joe@example.org>\n\nText.\n', 'Joe Roe', 'joe@example.org', 'Text.\n'],
    ['\n\nFrom: Joe Roe <joe@example.org>\nSubject: x\nDate: y\n\nText.\n', 'Joe Roe', 'joe@example.org', 'Text.\n'],
    ['From: Joe\n Roe <joe@example.org>\n\nText.\n', 'Joe Roe', 'joe@example.org', 'Text.\n'],
    ['from: "Roe, Joe" <joe@example.org>\n\nText.\n', 'Roe, Joe', 'joe@example.org', 'Text.\n'],
    ['From: =?utf-8?q?J=C3=B8?= <joe@example.org>\n\nText.\n', 'Jø', 'joe@example.org', 'Text.\n'],
    ['From: Jørn <joe@example.org>\n\nText.\n', 'Jørn', 'joe@example.org', 'Text.\n'],
    [
      '>From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: Joe <joe@example.org>\n\nText.\n',
      'Joe',
      'joe@example.org',
      'Text.\n',
    ],
  ])('name the author: %j', (text, name, email, rest) => {
    const headers = readBodyHeaders(text)
    expect(headers.from).toEqual({ name, email })
    expect(headers.text.replace(/^\n+/, '')).toBe(rest)
  })

  it('are text below a bare From line, which only an mbox may hold', () => {
    const text = 'From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: Joe <joe@example.org>\n'
    expect(readBodyHeaders(text)).toEqual({ from: undefined, subject: undefined, text })
  })

  it('end at the first empty line, whatever looks like one after it', () => {
    const { from, subject, text } = readBodyHeaders('From: Joe <joe@example.org>\n\nSubject: a word of the text\n')
    expect([from?.name, subject, text.trim()]).toEqual(['Joe', undefined, 'Subject: a word of the text'])
  })

  it.each(['Text.\nFrom: Joe <joe@example.org>\n', 'From where I stand, fine.\n', 'From: nobody\n', ''])(
    'are not seen in %j',
    (text) => {
      expect(readBodyHeaders(text).from).toBeUndefined()
    },
  )
})

describe('a patch mail', () => {
  it('is cut where git am cuts it', () => {
    expect(splitPatch('a\n---\nb\n')).toEqual({ message: 'a\n', patch: '---\nb\n' })
    expect(splitPatch('a\n--- x\nb\n').message).toBe('a\n')
    expect(splitPatch('a\ndiff --git a/x b/x\n').message).toBe('a\n')
    expect(splitPatch('a\nIndex: x\n').message).toBe('a\n')
    expect(splitPatch('a\n--- 8< ---\nb\n---\nc\n')).toEqual({ message: 'a\n--- 8< ---\nb\n', patch: '---\nc\n' })
    expect(splitPatch('a\n---- \n--\n----b\ndiffs are fun\n').patch).toBe('')
  })

  it('begins after the scissors', () => {
    expect(afterScissors('Hello,\n\n-- >8 --\nSubject: x\n\ntext\n')).toBe('Subject: x\n\ntext\n')
    expect(afterScissors('--- 8< --- cut here --- 8< ---\ntext\n')).toBe('text\n')
    expect(afterScissors('I have 8< eyes\ntext\n')).toBe('I have 8< eyes\ntext\n')
  })

  it('ends at its signature or at the list’s footer', () => {
    expect(withoutSignature('text\n-- \nJane\n')).toBe('text\n')
    expect(withoutSignature('text\n--\nJane\n')).toBe('text\n')
    expect(withoutSignature(`text\n${'_'.repeat(47)}\nkvmarm mailing list\nkvmarm@lists.cs.columbia.edu\n`)).toBe(
      'text\n',
    )
    expect(withoutSignature('text\n--flag\n-- ok\n')).toBe('text\n--flag\n-- ok\n')
  })

  it('goes on below two dashes with more lines than a signature has, and below a line with more than a footer', () => {
    const dashes = `text\n--\n${'more\n'.repeat(20)}`
    expect(withoutSignature(dashes)).toBe(dashes)
    const line = `text\n${'_'.repeat(47)}\nThe mailing list saw these:\n${'more\n'.repeat(400)}`
    expect(withoutSignature(line)).toBe(line)
  })

  it('splits into message, notes and diff', async () => {
    const body = patchBody().replace('---\n arch', '---\nChanges in v2:\n - lit\n\n arch')
    const mail = readListMail(await readMessage(makeMail({}, body)), 0)
    expect(mail.text).toBe('The lamp went out on every reset.\n\nSigned-off-by: Jane Doe <jane@example.org>')
    expect(mail.notes).toBe('Changes in v2:\n - lit')
    expect(mail.files).toEqual([{ path: 'arch/x86/kvm/lamp.c', added: 1, removed: 0 }])
  })

  it.each<[string, string, string]>([
    ['[PATCH v2 1/3] a header', 'Subject: KVM: Keep it lit\n', 'KVM: Keep it lit'],
    ['[PATCH v2 1/3] a header', 'From: J <j@x.org>\nSubject: [PATCH v7 4/9] KVM: Keep\n it lit\n', 'KVM: Keep it lit'],
    ['[PATCH v2 1/3] a header', 'Subject: Re: =?utf-8?q?KVM=3A_gr=C3=B6=C3=9Fer?=\n', 'KVM: größer'],
    ['[PATCH v2 1/3] a header', '[PATCH] KVM: Keep it lit\n', 'KVM: Keep it lit'],
    ['[PATCH v2 1/3] a header', 'Subject: x\n[PATCH] y\n[PATCH]\tKVM: Keep it lit\n', 'KVM: Keep it lit'],
    ['[PATCH v2 1/3] a header', '[PATCH v2] KVM: Keep it lit\n', 'a header'],
    ['[PATCH v2 1/3] a header', 'Text.\n[PATCH] KVM: Keep it lit\n', 'a header'],
    ['[PATCH v2 1/3] a header', 'Subject:\n', 'a header'],
    ['[PATCH v2 1/3] a header', 'Text.\n\nSubject: KVM: Keep it lit\n', 'a header'],
    ['[PATCH v2 1/3] a header', 'Text.\nSubject: KVM: Keep it lit\n', 'a header'],
  ])(
    'takes its title from an in-body Subject, as git am does, and nothing else: %j, %j',
    async (Subject, top, title) => {
      const mail = readListMail(await readMessage(makeMail({ Subject }, `${top}\n${patchBody()}`)), 0)
      expect(mail.subject).toMatchObject({ title, version: '2', number: 1, total: 3, raw: Subject })
    },
  )

  it('of another kind keeps its own title: git am takes patches only', async () => {
    const cover = makeMail({ Subject: '[PATCH 0/2] a header' }, 'Subject: KVM: Keep it lit\n\nText.\n')
    expect(readListMail(await readMessage(cover), 0).subject.title).toBe('a header')
  })

  it('reads an attached diff as its own', async () => {
    const bytes = makeMail(
      { 'Content-Type': 'multipart/mixed; boundary=b' },
      `--b\nContent-Type: text/plain\n\nSee below.\n\nSigned-off-by: J <j@x.org>\n--b\nContent-Type: text/x-patch; name=a.patch\n\n${smallDiff}\n--b--\n`,
    )
    const mail = readListMail(await readMessage(bytes), 0)
    expect([mail.kind, mail.files.length, mail.added, mail.fingerprint?.length]).toEqual(['patch', 1, 1, 40])
  })
})

describe('a printed diffstat', () => {
  it('gives a cover its totals', () => {
    expect(readPrintedTotals('x\n 3 files changed, 10 insertions(+), 2 deletions(-)\n')).toEqual({
      files: 3,
      added: 10,
      removed: 2,
    })
    expect(readPrintedTotals('x\n 1 file changed, 2 deletions(-)\n')).toEqual({ files: 1, added: 0, removed: 2 })
    expect(readPrintedTotals('3 files changed, which is many\n')).toBeUndefined()
    expect(readPrintedTotals('nothing\n')).toBeUndefined()
  })

  it('is left out of the notes', () => {
    const stat =
      'v2: lit\n a/b.c | 3 +++\n .../{x => y}/z | Bin 0 -> 12 bytes\n 2 files changed, 3 insertions(+)\n create mode 100644 x\n'
    expect(withoutDiffstat(stat)).toBe('v2: lit\n')
  })
})
