import { describe, expect, it } from 'vitest'
import { readDiff } from '#src/patch/diff-facts.ts'
import { fingerprintOf } from '#src/patch/fingerprint.ts'
import { smallDiff } from '#test/fixtures/mail/make-mail.ts'

const hunk = '@@ -1,2 +1,2 @@\n a\n-b\n+c\n'

describe('the files of a diff', () => {
  it.each<[string, string, unknown]>([
    ['an edit', smallDiff, [{ path: 'arch/x86/kvm/lamp.c', added: 1, removed: 0 }]],
    [
      'a rename without changes',
      'diff --git a/old.c b/new.c\nsimilarity index 100%\nrename from old.c\nrename to new.c\n',
      [{ path: 'new.c', oldPath: 'old.c', added: 0, removed: 0 }],
    ],
    [
      'a rename with changes',
      `diff --git a/d/old.c b/d/new.c\nsimilarity index 90%\nrename from d/old.c\nrename to d/new.c\nindex 1..2 100644\n--- a/d/old.c\n+++ b/d/new.c\n${hunk}`,
      [{ path: 'd/new.c', oldPath: 'd/old.c', added: 1, removed: 1 }],
    ],
    [
      'a mode change',
      'diff --git a/run b/run\nold mode 100644\nnew mode 100755\n',
      [{ path: 'run', added: 0, removed: 0 }],
    ],
    [
      'an empty new file',
      'diff --git a/empty b/empty\nnew file mode 100644\nindex 000000000000..e69de29bb2d1\n',
      [{ path: 'empty', added: 0, removed: 0 }],
    ],
    [
      'a deleted file',
      'diff --git a/gone b/gone\ndeleted file mode 100644\nindex 1..0\n--- a/gone\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n',
      [{ path: 'gone', added: 0, removed: 2 }],
    ],
    [
      'a binary file that only differs',
      'diff --git a/logo.png b/logo.png\nindex 1..2 100644\nBinary files a/logo.png and b/logo.png differ\n',
      [{ path: 'logo.png', added: undefined, removed: undefined }],
    ],
    [
      'a binary file with its bytes',
      `diff --git a/logo.png b/logo.png\nindex 1..2 100644\nGIT binary patch\nliteral 3\nKc$^(a\n\nliteral 0\nHcmV?d\n\n${smallDiff}`,
      [
        { path: 'logo.png', added: undefined, removed: undefined },
        { path: 'arch/x86/kvm/lamp.c', added: 1, removed: 0 },
      ],
    ],
    [
      'no newline at the end',
      'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n',
      [{ path: 'x', added: 1, removed: 1 }],
    ],
    [
      'a quoted name',
      `diff --git "a/gr\\303\\266\\303\\237e" "b/gr\\303\\266\\303\\237e"\n--- "a/gr\\303\\266\\303\\237e"\n+++ "b/gr\\303\\266\\303\\237e"\n${hunk}`,
      [{ path: 'größe', added: 1, removed: 1 }],
    ],
    [
      'a name with blanks',
      `diff --git a/my file b/my file\n--- a/my file\t\n+++ b/my file\t\n${hunk}`,
      [{ path: 'my file', added: 1, removed: 1 }],
    ],
    [
      'CVS style',
      `Index: lamp.c\n=====\n--- linux/lamp.c\t2026-01-05 11:00:00\n+++ linux.new/lamp.c\t2026-01-05 11:00:01\n${hunk}`,
      [{ path: 'lamp.c', added: 1, removed: 1 }],
    ],
    [
      'diff -- without git',
      `diff -- a/kernel/lamp.c b/kernel/lamp.c\n--- a/kernel/lamp.c\n+++ b/kernel/lamp.c\n${hunk}`,
      [{ path: 'kernel/lamp.c', added: 1, removed: 1 }],
    ],
    [
      'other prefixes than a and b',
      `diff --git i/d/x w/d/x\n--- i/d/x\n+++ w/d/x\n${hunk}`,
      [{ path: 'd/x', added: 1, removed: 1 }],
    ],
    [
      'a removed line of dashes',
      'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,2 @@\n a\n--- b\n c\n',
      [{ path: 'x', added: 0, removed: 1 }],
    ],
    [
      'a signature after the last hunk',
      `${smallDiff}-- \n2.47.3\n`,
      [{ path: 'arch/x86/kvm/lamp.c', added: 1, removed: 0 }],
    ],
    [
      'blank context that lost its blank',
      'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,4 @@\n a\n\n+b\n c\n',
      [{ path: 'x', added: 1, removed: 0 }],
    ],
    ['prose about a diff', 'the diff --git a/x b/x\n--- dashes\n+++ pluses\nno hunk\n', []],
    ['a printed stat alone', ' arch/x86/kvm/lamp.c | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n', []],
  ])('%s', (_, patch, files) => {
    expect(readDiff(patch).files).toEqual(files)
  })

  it('says where a mail program broke a hunk', () => {
    const wrapped = smallDiff.replace(' {\n', ' {\nwrapped here\n')
    expect(readDiff(wrapped).problem).toBe('the diff is broken inside a hunk')
    expect(readDiff(smallDiff.slice(0, -30)).problem).toBe('the diff ends inside a hunk')
    expect(readDiff(smallDiff).problem).toBeUndefined()
  })
})

describe('a fingerprint', () => {
  const id = fingerprintOf(smallDiff)
  const other = smallDiff.replaceAll('lamp.c', 'moth.c')

  it('does not mind white space, line numbers, notes and the order of files', () => {
    expect(
      fingerprintOf(smallDiff.replaceAll('\t', '        ').replace('@@ -10,6 +10,7 @@', '@@ -90,6 +90,7 @@ else')),
    ).toBe(id)
    expect(fingerprintOf(`---\nnotes\n\n${smallDiff}-- \n2.47.3\n`)).toBe(id)
    expect(fingerprintOf(smallDiff.replace(/index .*\n/, 'index 0..1 100644\n'))).toBe(id)
    expect(fingerprintOf(smallDiff + other)).toBe(fingerprintOf(other + smallDiff))
  })

  it('minds every other change', () => {
    expect(fingerprintOf(smallDiff.replace('ktime_get', 'ktime_got'))).not.toBe(id)
    expect(fingerprintOf(other)).not.toBe(id)
    expect(fingerprintOf(smallDiff + other)).not.toBe(id)
  })

  it('has no largest diff, and does not remember the one before', () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => `+\tline ${at}\n`).join('')
    const large = `diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1,20000 @@\n${lines}`
    const largeId = fingerprintOf(large)
    expect(fingerprintOf(large.replaceAll('\t', '    '))).toBe(largeId)
    expect(fingerprintOf(large.replace('line 19999', 'line 2'))).not.toBe(largeId)
    expect(fingerprintOf(smallDiff)).toBe(id)
  })

  it('is none without a diff', () => {
    expect(fingerprintOf('')).toBeUndefined()
    expect(fingerprintOf('just text\n---\n')).toBeUndefined()
  })
})
