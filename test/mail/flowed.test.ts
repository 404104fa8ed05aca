import { describe, expect, it } from 'vitest'
import { readMessage } from '#src/mail/read-message.ts'
import { readListMail } from '#src/patch/read-list-mail.ts'
import { makeMail, patchBody } from '#test/fixtures/mail/make-mail.ts'

const prose = 'The lamp goes out \non every reset.\n'
const diff = `diff --git a/arch/x86/kvm/lamp.c b/arch/x86/kvm/lamp.c
--- a/arch/x86/kvm/lamp.c
+++ b/arch/x86/kvm/lamp.c
@@ -10,7 +10,7 @@ static void lamp_on(struct lamp *lamp)
 {
 \tlamp->lit = true;
 
-\tlamp_dim(lamp, level);
+\tlamp_glow(lamp, level, ktime_get());
 
 \twake_up(&lamp->moths);
 }
`
const broken = diff.replace('struct lamp', 'struct \nlamp').replace('level, ktime', 'level, \nktime')

function stuffed(text: string): string {
  return text.replaceAll(/^(?=[ >]|From )/gm, ' ')
}

async function read(diffLines: string, more = ''): Promise<{ text: string; counts: unknown; problem: unknown }> {
  const headers = { 'Content-Type': `text/plain; charset=utf-8; format=flowed${more}` }
  const message = await readMessage(makeMail(headers, patchBody(diffLines, prose)))
  const { files, problem } = readListMail(message, 0)
  return { text: message.text, counts: files.map(({ added, removed }) => [added, removed]), problem }
}

describe('a diff that was sent as flowed', () => {
  it.each<[string, string, string]>([
    ['stuffed, its empty context lines no soft breaks', stuffed(diff), ''],
    ['stuffed, its long lines broken', stuffed(broken).replaceAll(/^ {2}$/gm, ''), ''],
    ['stuffed, its long lines broken but the empty context lines none', stuffed(broken), ''],
    ['never stuffed', diff, ''],
    ['never stuffed, its long lines broken', broken, ''],
    ['with line breaks that leave no blank', stuffed(broken.replaceAll(/(?<=\S) $/gm, '  ')), '; delsp=yes'],
  ])('is read as its hunks promise: %s', async (_, lines, more) => {
    const { text, counts, problem } = await read(lines, more)
    expect([counts, problem]).toEqual([[[1, 1]], undefined])
    expect(text.replaceAll(/^$(?=\n[-\t ])/gm, ' ')).toContain(diff)
  })

  it('keeps a paragraph in one line, too', async () => {
    expect((await read(stuffed(diff))).text).toMatch(/^The lamp goes out on every reset\.$/m)
  })

  it('ends before the signature, also where that would make up for a lost line', async () => {
    const last = stuffed(diff).replace('  \twake_up(&lamp->moths);\n  }\n', '').replace('-10,7 +10,7', '-10,5 +10,5')
    expect(await read(last)).toMatchObject({ counts: [[1, 1]], problem: undefined })
  })

  it('is read as all text is where no reading fits', async () => {
    const { text, problem } = await read(stuffed(diff).replace('-10,7', '-10,9'))
    expect(problem).toBe('the diff is broken inside a hunk')
    expect(text).toContain('\n -\tlamp_dim')
  })
})
