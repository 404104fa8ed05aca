import { describe, expect, test } from 'vitest'
import { reviewNotice } from '#src/notice/review-notice.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import type { Summary } from '#src/summary/summary.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { firstAt, patchId, paolo, replyMail, revisionOf, summaryOf, view } from '#test/notice/summaries.ts'

const reviewed = { name: 'Reviewed-by', value: 'Paolo Bonzini <pbonzini@redhat.com>' }
const series = summaryOf(revisionOf(20))

function shown(
  mails: readonly (Partial<ListMail> & { text: string })[],
  summary: Summary = series,
): string | undefined {
  const notice = reviewNotice(mails.map(replyMail), summary, view)
  return notice && plainText(notice)
}

const quoting = `On Sat, Nov 21, 2026 at 9:14 AM Sean Christopherson
<seanjc@google.com> wrote:
> +	if (!is_shadow_present_pte(old_spte))
> +		return;
`

describe('a reply', () => {
  test('is shown by who, on what, with which trailers and the first words that are new', () => {
    const text = `${quoting}
This looks racy to me: what keeps the page alive
between the check and the cmpxchg?

> +	rcu_read_lock();

With that fixed:

Reviewed-by: Paolo Bonzini <pbonzini@redhat.com>

Thanks,

Paolo
`
    expect(shown([{ text, trailers: [reviewed] }])).toMatchInlineSnapshot(`
      "Paolo Bonzini on 07/20 <https://lore.kernel.org/kvm/reply-1@redhat.com/> · Reviewed-by
      This looks racy to me: what keeps the page alive between the check and the cmpxchg?
      With that fixed: Reviewed-by"
    `)
  })

  test.each([
    ['the cover', { inReplyTo: [patchId('3', 0)], references: [], subject: coverSubject() }, 'on the cover letter'],
    ['a reply, known by its subject', { inReplyTo: ['x@y'], references: [patchId('3', 0)] }, 'on 07/20'],
    ['a patch, known by its id', { inReplyTo: [patchId('3', 3)], references: [] }, 'on 03/20'],
  ])('to %s says so', (_what, overrides, where) => {
    expect(shown([{ text: 'Why is that?', ...overrides }])).toContain(`Paolo Bonzini ${where} `)
  })

  test('to a single patch needs no place', () => {
    expect(shown([{ text: 'Why is that?' }], summaryOf(revisionOf(1)))).toMatch(/^Paolo Bonzini </)
  })

  test('is cut at 300 characters, between words', () => {
    const text = shown([{ text: 'word '.repeat(200) }]) ?? ''
    expect(text.split('\n')[1]?.length).toBeLessThanOrEqual(300)
    expect(text).toMatch(/word…$/)
  })

  test('with NAK is marked as bad', () => {
    const nak = replyMail({ text: 'NAK. This breaks userspace.' })
    expect(reviewNotice([nak], series, view)?.tone).toBe('bad')
    expect(reviewNotice([replyMail({ text: 'I nak nothing.' })], series, view)?.tone).toBe('plain')
  })

  test('that refuses says so in a word, not by colour alone', () => {
    const nak = reviewNotice([replyMail({ text: 'NAK. This breaks userspace.' })], series, view)
    expect(nak && plainText(nak)).toMatch(/^Paolo Bonzini on 07\/20 <[^>]*> · NAK\n/)
    expect(nak?.fallback).toBe('NAK: Paolo Bonzini on 07/20: NAK. This breaks userspace.')
    const text = 'This cannot work as it is, please send a v4 without the second half.'
    const state = {
      is: 'changes requested',
      by: paolo,
      sentence: text,
      messageId: 'reply-1@redhat.com',
      at: 0,
    } as const
    expect(shown([{ text }], summaryOf(revisionOf(20), { state }))).toContain(' · Changes requested\n')
    expect(shown([{ text }], summaryOf(revisionOf(20), { state: { ...state, maybe: true } }))).not.toContain('Changes')
  })

  test('that only nacks is posted though it has no other words', () => {
    const nacked = {
      text: 'Nacked-by: Paolo Bonzini <p@x>',
      trailers: [{ name: 'Nacked-by', value: 'Paolo Bonzini <p@x>' }],
    }
    expect(shown([nacked])).toContain('Nacked-by')
  })

  test('of a robot says what it found', () => {
    const text = `Hi Sean,

kernel test robot noticed the following build errors:

[auto build test ERROR on kvm/queue]

All errors (new ones prefixed by >>):

>> arch/x86/kvm/mmu/tdp_mmu.c:12:3: error: use of undeclared identifier 'x'
`
    expect(shown([{ text, kind: 'report', author: { name: 'kernel test robot', email: 'lkp@intel.com' } }])).toMatch(
      /noticed the following build errors:\narch\/x86\/kvm\/mmu\/tdp_mmu.c:12:3: error: use of undeclared identifier 'x'$/,
    )
  })
})

describe('nothing is posted for', () => {
  test.each([
    ['a mail of trailers alone', `${quoting}\nReviewed-by: Paolo Bonzini <pbonzini@redhat.com>\n`],
    ['a trailer with thanks', 'LGTM, thanks!\n\nReviewed-by: Paolo Bonzini <pbonzini@redhat.com>\n\nPaolo\n'],
    ['a trailer for the series', 'For the series:\n\nReviewed-by: Paolo Bonzini <pbonzini@redhat.com>'],
    ['quotes alone', quoting],
    ['thanks', 'Thanks a lot!\n\nPaolo\n'],
    ['an empty mail', ''],
  ])('%s', (_what, text) => {
    expect(shown([{ text, trailers: text.includes('Reviewed-by') ? [reviewed] : [] }])).toBeUndefined()
  })

  test('what is told as the state already', () => {
    const text = 'Applied to kvm/next, thanks!'
    const state = { is: 'applied', by: paolo, sentence: text, messageId: 'reply-1@redhat.com', at: firstAt } as const
    expect(shown([{ text }], summaryOf(revisionOf(20), { state }))).toBeUndefined()
    expect(shown([{ text }], summaryOf(revisionOf(20), { state: { ...state, maybe: true } }))).toContain(text)
  })
})

describe('several mails of one sitting', () => {
  test('are one post, each with its place', () => {
    const text = shown([
      { text: 'First remark.' },
      { text: 'Reviewed-by: Paolo Bonzini <p@x>', messageId: 'silent@x', trailers: [reviewed] },
      { text: 'Second remark.', messageId: 'r2@x', inReplyTo: [patchId('3', 9)] },
    ])
    expect(text).toMatchInlineSnapshot(`
      "Paolo Bonzini on 07/20 <https://lore.kernel.org/kvm/reply-1@redhat.com/>
      First remark.
      on 09/20 <https://lore.kernel.org/kvm/r2@x/>
      Second remark."
    `)
  })

  test('of a flood the first five are shown and the others counted', () => {
    const mails = Array.from({ length: 8 }, (_, index) => ({ text: `Remark ${index}`, messageId: `${index}@x` }))
    expect(shown(mails)).toMatch(/Remark 4\nand 3 more mails$/)
  })
})

function coverSubject(): ListMail['subject'] {
  return { ...replyMail({ text: '' }).subject, number: 0 }
}
