import { describe, expect, test } from 'vitest'
import type { Notice } from '#src/notice/notice.ts'
import { rootNotice } from '#src/notice/series-notice.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { Revision } from '#src/series/revision.ts'
import type { Summary } from '#src/summary/summary.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { dayMs, firstAt, patchId, revisionOf, sean, summaryOf, view } from '#test/notice/summaries.ts'

function factLines(notice: Notice): readonly string[] {
  return notice.blocks.flatMap((block) =>
    block.is === 'facts' ? [block.spans.map(({ text }) => text).join(' · ')] : [],
  )
}

function root(
  revision: Partial<Revision> = {},
  summary: Partial<Summary> = {},
  more: Partial<NoticeView> = {},
): Notice {
  return rootNotice(summaryOf(revisionOf(revision.total ?? 20, revision), summary), { ...view, ...more })
}

describe('the card of a series', () => {
  test('says what, how far, by whom and how big, in that order', () => {
    expect(plainText(root())).toMatchInlineSnapshot(`
      "KVM: x86/mmu: Lockless TDP walker
      https://lore.kernel.org/kvm/20261121.v3.0-seanjc@google.com/
      New · v3 · 20 patches
      Sean Christopherson · KVM/x86 · x86 · 21 Nov 2026 09:14 UTC
      This series lets page faults walk the TDP page tables without taking mmu_lock at all. Guests with many vCPUs spend up to a third of their boot time waiting for it, and live migration suffers in the same way.
      +1,234 −397 · 4 files · arch/x86/kvm/mmu 76 % · selftests/kvm 22 % · Documentation 2 %"
    `)
  })

  test('has one plain line for notifications', () => {
    expect(root().fallback).toBe('v3 KVM: x86/mmu: Lockless TDP walker - Sean Christopherson, 20 patches, +1,234 −397')
  })

  test('never shows a mail address, not even of an author without a name', () => {
    expect(plainText(root({ author: { name: '', email: 'seanjc@google.com' } }))).toContain('\nseanjc · ')
  })

  test('shows RFC and trees beside version and size', () => {
    expect(factLines(root({ tags: ['RFC'], trees: ['kvm-unit-tests'] }))[0]).toBe(
      'New · v3 · 20 patches · RFC · kvm-unit-tests',
    )
  })

  test('links to the archive and offers what can be done about the series, by its short key', () => {
    const url = `https://lore.kernel.org/kvm/${patchId('3', 0)}/`
    const key = '0123456789abcdef'
    const previous = { id: 'v2', because: 'change-id', version: '2' } as const
    expect(root({}, { previous }, { key }).buttons).toEqual([
      { label: 'Lore', link: { url } },
      { label: 'Changes v2→v3', command: `changes ${key}` },
      { label: 'Follow', command: `follow ${key}` },
      { label: 'Mute', command: `mute ${key}` },
      {
        label: '⋯',
        more: [
          { label: 'b4 am', command: `b4 ${key}` },
          { label: 'mbox', link: { url: `${url}t.mbox.gz` } },
          { label: 'Why here?', command: `why ${key}` },
        ],
      },
    ])
    expect(root({}, {}, { key }).buttons?.map(({ label }) => label)).toEqual(['Lore', 'Follow', 'Mute', '⋯'])
    const elsewhere = root({}, {}, { archiveUrl: (id) => `https://lists.example.org/${id}` })
    expect(elsewhere.buttons?.[0]).toMatchObject({ label: 'Archive' })
  })

  test('leaves out commands that no button can carry', () => {
    const cover = `${'x'.repeat(100)}@example.org`
    expect(root({ cover }).buttons).toMatchObject([{ label: 'Lore' }, { label: '⋯', more: [{ label: 'mbox' }] }])
  })

  test('keeps a hostile title in one line', () => {
    expect(root({ title: 'KVM:\n\n#2 ● fake\r\npost' }).title?.text).toBe('KVM: #2 ● fake post')
  })

  test('names a series without a title', () => {
    expect(root({ title: '' }).title?.text).toBe('(no subject)')
  })
})

describe('a partial series', () => {
  test('waits for the rest', () => {
    const patches = revisionOf(20).patches.map((id, index) => (index > 16 ? undefined : id))
    expect(factLines(root({ patches }))[0]).toBe('New · v3 · 20 patches · 17/20 received')
  })

  test('was sent to this list in part when the rest has not come', () => {
    const patches = revisionOf(9).patches.map((id, index) => (index > 1 ? undefined : id))
    expect(factLines(root({ total: 9, patches }, {}, { mayStillArrive: false }))[0]).toBe(
      'New · v3 · 9 patches · 2 of 9 sent to this list',
    )
  })

  test('of a cover alone says so', () => {
    expect(factLines(root({ patches: revisionOf(20).patches.map(() => undefined) }))[0]).toContain('cover letter only')
  })
})

describe('a single patch', () => {
  const single = { total: 1, version: '1' }

  test('names its files instead of shares', () => {
    const text = plainText(root(single))
    expect(text).toContain('New · v1 · single patch')
    expect(text).toContain('- arch/x86/kvm/mmu/tdp_mmu.c +840 −380\n- arch/x86/kvm/mmu/mmu.c +10 −2')
  })

  test('of one file needs no list', () => {
    const files = [{ path: 'MAINTAINERS', added: 2, removed: 1 }]
    const notice = root(single, { files, fileCount: 1, added: 2, removed: 1 })
    expect(factLines(notice)).toContain('+2 −1 · 1 file · MAINTAINERS')
    expect(notice.blocks.some(({ is }) => is === 'list')).toBe(false)
  })

  test('of many files names five and counts the others', () => {
    const files = Array.from({ length: 8 }, (_, index) => ({ path: `virt/kvm/${index}.c`, added: 1, removed: 0 }))
    expect(plainText(root(single, { files, fileCount: 8 }))).toContain('virt/kvm/4.c +1 −0\n- and 3 more files')
  })

  test('marks a binary file', () => {
    const files = [
      { path: 'a.png', added: undefined, removed: undefined },
      { path: 'b.c', added: 1, removed: 1 },
    ]
    expect(plainText(root(single, { files, fileCount: 2 }))).toContain('- a.png binary')
  })
})

describe('what people said', () => {
  const review = { name: 'Reviewed-by', value: 'Paolo Bonzini <pbonzini@redhat.com>', messageId: 'r@x', at: firstAt }

  test('counts people once, and patches that are covered', () => {
    // Patch 2.5 is none of the twenty.
    const reviews = [1, 2, 2, 2.5].map((patch) => ({ ...review, patch }))
    expect(factLines(root({}, { reviews, replyCount: 3 })).at(-1)).toBe('R-b 1 · 2/20 patches reviewed · 3 replies')
    expect(factLines(root({}, { reviews, replyCount: 3 }))[0]).toContain('In review')
  })

  test('one on the cover covers all', () => {
    const reviews = [
      { ...review, patch: 0 },
      { ...review, patch: 0, name: 'Tested-by' },
    ]
    expect(factLines(root({}, { reviews, replyCount: 1 })).at(-1)).toBe('R-b 1 · T-b 1 · 1 reply')
  })

  test('conditional ones, the author’s own and those of others do not count', () => {
    const reviews = [{ conditional: true }, { own: true }, { mismatch: true }, { robot: true }].map((flag) => ({
      ...review,
      ...flag,
      patch: 1,
    }))
    expect(factLines(root({}, { reviews, replyCount: 1 })).at(-1)).toBe('1 reply')
  })
})

describe('how a series stands', () => {
  const applied = {
    is: 'applied',
    by: sean,
    sentence: 'Applied to kvm-x86 next, thanks!',
    messageId: 'ty@google.com',
    at: firstAt,
    tree: 'kvm-x86 next',
  } as const

  test('applied: by whom, where to and how much of it, with the proof', () => {
    const notice = root({}, { state: { ...applied, patches: [1, 2, 3] } })
    expect(notice.tone).toBe('good')
    expect(factLines(notice)[0]).toContain('Applied to kvm-x86 next by Sean Christopherson · 3/20 patches · v3')
    const [block] = notice.blocks
    expect(block?.is === 'facts' && block.spans[0]?.link).toEqual({ url: 'https://lore.kernel.org/kvm/ty@google.com/' })
  })

  test('maybe applied is not applied', () => {
    const notice = root({}, { state: { ...applied, maybe: true } })
    expect(notice.tone).toBe('review')
    expect(factLines(notice)[0]).toMatch(/^In review/)
  })

  test('refused', () => {
    const notice = root({}, { state: { ...applied, is: 'nak' } })
    expect(notice.tone).toBe('bad')
    expect(factLines(notice)[0]).toMatch(/^NAK by Sean Christopherson · v3/)
  })

  const supersededBy = { key: 'rev-4', version: '4', url: 'https://lore.kernel.org/kvm/v4/' }

  test('superseded: grey, with a link to the newer post', () => {
    const notice = root({}, {}, { supersededBy, postOf: (key) => `post-of-${key}` })
    expect(notice.tone).toBe('muted')
    const [block] = notice.blocks
    expect(block?.is === 'facts' && block.spans[0]).toEqual({
      text: 'Superseded by v4',
      style: 'bold',
      link: { post: 'post-of-rev-4', url: supersededBy.url },
    })
  })

  test('applied wins over superseded, which is still told', () => {
    const notice = root({}, { state: applied }, { supersededBy })
    expect(notice.tone).toBe('good')
    expect(factLines(notice)[0]).toMatch(/^Applied to .* · superseded by v4 · v3/)
  })
})

describe('a new version', () => {
  const previous = { key: 'rev-2', version: '2', url: 'https://lore.kernel.org/kvm/v2/', firstAt: firstAt - 12 * dayMs }

  test('says what it follows and how much later', () => {
    const summary = { previous: { id: 'rev-2', because: 'change-id' as const, version: '2' } }
    expect(factLines(root({}, summary, { previous })).at(-1)).toBe('v3 of v2 · 12 days later')
    expect(factLines(root({}, summary)).at(-1)).toBe('v3 of v2')
  })

  test('shows what changed, cut between words', () => {
    const text = plainText(root({}, { changes: 'Rebased. '.repeat(100) }))
    expect(text).toMatch(/Changed: Rebased\. .*…\n/)
  })
})
