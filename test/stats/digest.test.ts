import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { kvmBot } from '#test/e2e/kvm-bot.ts'
import { addMails, makeEpoch, runGit } from '#test/sources/git-archive.ts'
import { entriesOf } from './read-report.ts'
import { mailBytes, reportMails } from './report-mails.ts'

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-digest-'))
const hour = 3_600_000
const start = Date.UTC(2026, 1, 2, 10)
const mails = reportMails().map((mail, index) => ({ bytes: mailBytes(mail), at: start + index * 12 * hour }))
const first = { bytes: mailBytes({ id: 'old@x.example', subject: 'Hello', body: 'hello\n' }), at: start - hour }
const epoch = makeEpoch(dir, 0)
addMails(epoch, [first, ...mails])
const commits = runGit(['--git-dir', epoch, 'rev-list', '--reverse', 'HEAD']).split('\n')
const [a = '', b = ''] = [commits[0], commits.at(-1)]

afterAll(() => rmSync(dir, { recursive: true }))

describe('a report between two commits', async () => {
  const { out, code } = await kvmBot(['digest', dir, `${a}..${b}`])
  const entries = entriesOf(out)

  test('says from which to which, who and how many, and what, in this order', () => {
    expect(code).toBe(0)
    expect(out.slice(0, out.indexOf('New:'))).toBe(`From ${a.slice(0, 9)} to ${b.slice(0, 9)}
KVM mailing list update from ${a.slice(0, 9)} to ${b.slice(0, 9)}

Top 15 contributor Email domains (Based on Email Body)

      4 riverbed.example
      1 zframe.example

Top 15 contributors (Based on Email Body)

      4  Mei Tanaka <mei@riverbed.example>
      1  Ada Fold <ada@zframe.example>

===== Patch list in this time period =====

     v1          1 patch  KVM: s390: Keep the whole subject of a mail although it was folded by the sender (Ada Fold, riscv)
     v2        2 patches  Pick the levels per guest (Mei Tanaka, riscv)
     v1   1 of 2 patches  RISC-V: KVM: Pick the levels per guest (Mei Tanaka, riscv)

===== Patch Commit Messages ====

`)
  })

  test('prints covers, first and lone patches, the newest arrival first', () => {
    expect(entries.map(({ is, subject }) => [is, subject])).toEqual([
      ['new', '[PATCH] KVM: s390: Keep the whole subject of a mail although it was folded by the sender'],
      ['new', '[PATCH v2 0/2] Pick the levels per guest'],
      ['new', '[PATCH v2 1/2] RISC-V: KVM: Pick the levels per guest'],
      ['skip', '[PATCH 1/2] RISC-V: KVM: Pick the levels per guest'],
    ])
  })

  test('names who wrote the patch, not who sent it, and takes the line that says so out of the text', () => {
    const patch = entries[2]
    expect(patch?.author).toBe('Author: Mei Tanaka <mei@riverbed.example>')
    expect(patch?.text).toBe(`

Picks the levels
	per guest.

Signed-off-by: Mei Tanaka <mei@riverbed.example>
---
v2: no more guessing

 arch/riscv/kvm/gstage.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)`)
  })

  test('prints a cover to the totals of its diffstat', () => {
    expect(entries[1]?.text).toBe(`
Two patches.

---
Mei Tanaka (2):
  RISC-V: KVM: Pick the levels per guest

 arch/riscv/kvm/gstage.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)`)
  })

  test('calls a repeat only what an entry above really shows', () => {
    expect(out).toContain(
      'Exist: [PATCH v2 1/2] RISC-V: KVM: Pick the levels per guest\n Skip: [PATCH 1/2] RISC-V: KVM: Pick the levels per guest\n',
    )
  })

  test('leaves out what the first commit brought, and what came after the last', async () => {
    const short = await kvmBot(['digest', epoch, `${commits[4]}..${commits[5]}`, '--format', 'json'])
    expect(JSON.parse(short.out)).toMatchObject({
      mails: 1,
      entries: [{ is: 'new', messageId: 'fold@zframe.example' }],
    })
  })

  test('is the same as JSON', async () => {
    const json = await kvmBot(['digest', dir, `${a}..`, '--format', 'json', '--top', '1', '--list', 'RISC-V'])
    expect(JSON.parse(json.out)).toMatchObject({
      list: 'RISC-V',
      from: a.slice(0, 9),
      to: b.slice(0, 9),
      mails: 5,
      domains: [{ name: 'riverbed.example', count: 4 }],
      contributors: [{ name: 'Mei Tanaka <mei@riverbed.example>', count: 4 }],
      series: [{ version: '1' }, { version: '2', came: 2, total: 2 }, { came: 1, total: 2 }],
      entries: [{ is: 'new' }, { is: 'new' }, { is: 'new' }, { is: 'skip', messageId: 'v1-1@riverbed.example' }],
    })
  })
})

describe('a report between two dates', () => {
  const file = join(dir, 'week.mbox')
  writeFileSync(file, mails.map(({ bytes, at }) => `From x@y ${asctime(at)}\n${bytes.toString()}\n`).join(''))

  test('holds what arrived from the first up to, not on, the second', async () => {
    const { out } = await kvmBot(['digest', file, '--since', '2026-02-02', '--until', '2026-02-03'])
    expect(out.split('\n')[0]).toBe('From 2026-02-02 to 2026-02-03')
    expect(entriesOf(out).map(({ subject }) => subject)).toEqual([
      '[PATCH v2 1/2] RISC-V: KVM: Pick the levels per guest',
      '[PATCH 1/2] RISC-V: KVM: Pick the levels per guest',
    ])
  })

  test('may begin and end so long ago', async () => {
    const [{ out }, whole] = await Promise.all([
      kvmBot(['digest', file, '--since', '9999y', '--until', '2026-03-01']),
      kvmBot(['digest', file]),
    ])
    expect(out.split('\n')[0]).toBe('From 1970-01-01 to 2026-03-01')
    expect(entriesOf(out)).toEqual(entriesOf(whole.out))
  })

  test('in which nothing came says of when the newest mail is', async () => {
    const { code, out, err } = await kvmBot(['digest', file, '--since', '2099-01-01'])
    expect(code).toBe(0)
    expect(out.split('\n')[0]).toBe('From 2099-01-01 to 2099-01-01')
    expect(err).toMatch(/week\.mbox: no mail arrived in this period; the newest is of 2026-02-\d\d\n/)
  })

  test.each([
    [
      'a date that is none',
      ['--since', 'monday'],
      /--since monday is no time: write 30d, 12w, 3m, 1y, 2026-01-31 or 2026-01-31T09:00Z/,
    ],
    ['a period that ends before it begins', ['--since', '2026-02-03', '--until', '2026-02-02'], /not before/],
    ['commits that an mbox has not', ['a1b2c3..d4e5f6'], /A\.\.B needs a public-inbox archive/],
    ['a number that is none', ['--top', 'many'], /--top is a number/],
    ['a format that is none', ['--format', 'html'], /--format is text or json/],
  ])('refuses %s in words', async (_, args, message) => {
    const { code, out, err } = await kvmBot(['digest', file, ...args])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(message)
  })

  test('refuses commits that are not there, or the wrong way round', async () => {
    expect((await kvmBot(['digest', dir, 'abcdef1..HEAD'])).err).toMatch(/there is no commit abcdef1 in /)
    expect((await kvmBot(['digest', dir, `${b}..${a}`])).err).toMatch(
      /does not come after .* write the older commit first/,
    )
  })
})

function asctime(at: number): string {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(at).toUTCString().replace(',', '').split(' ')
  return `${day} ${month} ${date} ${time} ${year}`
}
