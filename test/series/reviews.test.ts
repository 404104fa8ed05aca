import { describe, expect, it } from 'vitest'
import type { ListMail } from '#src/patch/list-mail.ts'
import { assemble } from '#src/series/assemble.ts'
import { countsAsReview } from '#src/series/reviews.ts'
import type { Review } from '#src/series/revision.ts'
import { jane, mailWith, max, olga, patchWith } from './mails.ts'

const olgas = 'Reviewed-by: Olga Maintainer <olga@kernel.example>'

/** Olga's reply to Jane's patch, of which these lines are the text and this trailer was read. */
function replyOf(lines: readonly string[], trailer = olgas, wishes: Partial<ListMail> = {}): ListMail {
  const [name = '', value = ''] = trailer.split(': ')
  const trailers = [{ name, value }]
  return mailWith('reply@x', 'Re: [PATCH] x', {
    from: olga,
    answers: 'patch@x',
    after: 100,
    text: lines.join('\n'),
    trailers,
    ...wishes,
  })
}

function reviewOf(reply: ListMail, patch: Partial<ListMail> = {}): Review {
  const sent = { ...patchWith('patch@x', '[PATCH] KVM: x86: Keep the lamp lit'), ...patch }
  const [review] = assemble([sent, reply]).flatMap((revision) => revision.reviews)
  if (review === undefined) throw new Error('no review')
  return review
}

describe('a review', () => {
  it.each([
    'Reviewed-by',
    'reviewed-by',
    'Acked-by',
    'Tested-by',
    'Reviewed-and-tested-by',
    'Acked-and-Tested-by',
    'Reviewed-Tested-by',
    'Tested-and-Reviewed-and-Acked-by',
  ])('counts as %s', (name) => {
    const trailer = `${name}: Olga Maintainer <olga@kernel.example>`
    expect(countsAsReview(reviewOf(replyOf([trailer], trailer)))).toBe(true)
  })

  it.each(['Reported-by', 'Signed-off-by', 'Suggested-by', 'by'])('is no %s', (name) => {
    const trailer = `${name}: Olga Maintainer <olga@kernel.example>`
    expect(countsAsReview(reviewOf(replyOf([trailer], trailer)))).toBe(false)
  })

  it.each([
    ['under a tag', 'jane+kernel@example.org'],
    ['in capitals', 'Jane@Example.ORG'],
    ['at a machine of the same domain', 'jane@mail.example.org'],
  ])('of the author is her own, written %s', (_, email) => {
    const trailer = `Reviewed-by: J. Roe <${email}>`
    const review = reviewOf(replyOf([trailer], trailer, { from: { name: 'J. Roe', email } }))
    expect(review.own).toBe(true)
    expect(countsAsReview(review)).toBe(false)
  })

  it('is the author’s own, too, where somebody else sent the patch', () => {
    const trailer = 'Reviewed-by: Max Muster <max@example.net>'
    const reply = replyOf([trailer], trailer, { from: max })
    expect(reviewOf(reply, { author: max }).own).toBe(true)
    expect(reviewOf(reply, { author: jane }).own).toBeUndefined()
  })
})

describe('a condition', () => {
  it('is what stands before the trailer where that comes first, whatever is said when it is repeated', () => {
    const repeated = ['If you send it again, please keep my', '', olgas]
    expect(reviewOf(replyOf(['Nice.', '', olgas, '', ...repeated])).conditional).toBeUndefined()
    expect(reviewOf(replyOf([...repeated, '', 'Nice.', '', olgas])).conditional).toBe(true)
  })

  it('is not what the trailer’s giver quotes', () => {
    expect(reviewOf(replyOf(['> I can resend it with that typo fixed', olgas])).conditional).toBeUndefined()
    expect(reviewOf(replyOf(['I can resend it with that typo fixed', olgas])).conditional).toBe(true)
  })

  it('is the last clause’s, not that of what a semicolon ended', () => {
    expect(reviewOf(replyOf(['If in doubt ask Max; this is what he said', olgas])).conditional).toBeUndefined()
    expect(reviewOf(replyOf(['This is fine; if Max agrees', olgas])).conditional).toBe(true)
  })
})
