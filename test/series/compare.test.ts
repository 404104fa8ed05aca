import { describe, expect, it } from 'vitest'
import type { ListMail } from '#src/patch/list-mail.ts'
import { assemble } from '#src/series/assemble.ts'
import { compareRevisions } from '#src/series/compare.ts'
import type { RevisionDiff } from '#src/series/compare.ts'
import { jane, mailsById, mailWith, olga, patchWith, seriesOf } from './mails.ts'

/** A revision of patches named by title and diff: `A=1` is the patch A with diff 1. */
function revisionOf(version: number, patches: readonly string[], trailers: ListMail['trailers'] = []): ListMail[] {
  return patches.map((patch, at) => {
    const [title, diff] = patch.split('=')
    return patchWith(
      `2026030${version}120000.77-${at + 1}-jane@example.org`,
      `[PATCH v${version} ${at + 1}/${patches.length}] KVM: ${title}`,
      {
        after: version * 1000 + at,
        fingerprint: diff ?? '',
        trailers,
      },
    )
  })
}

/** Olga's review, as a reply. */
function reviewOf(answers: string, wishes: Partial<Pick<ListMail, 'from' | 'trailers' | 'text'>> = {}): ListMail {
  return mailWith('review@x', 'Re: [PATCH] x', {
    from: olga,
    answers,
    trailers: [{ name: 'Reviewed-by', value: 'Olga Maintainer <olga@kernel.example>' }],
    text: 'Reviewed-by: Olga Maintainer <olga@kernel.example>',
    after: 1500,
    ...wishes,
  })
}

function diffOf(older: readonly ListMail[], newer: readonly ListMail[]): RevisionDiff {
  const [before, after] = assemble([...older, ...newer])
  if (before === undefined || after === undefined) throw new Error('two revisions')
  return compareRevisions(before, after, mailsById([...older, ...newer]))
}

describe('two revisions compared', () => {
  it('show what was kept, changed, added and dropped', () => {
    const diff = diffOf(revisionOf(1, ['A=1', 'B=2', 'C=3']), revisionOf(2, ['A=1', 'C=9', 'D=4']))
    expect(diff.patches.map(({ is, older, newer }) => [is, older, newer])).toEqual([
      ['unchanged', 1, 1],
      ['changed', 3, 2],
      ['added', undefined, 3],
      ['dropped', 2, undefined],
    ])
    expect(diff).toMatchObject({ unchanged: 1, changed: 1, added: 1, dropped: 1, reordered: 0, isPartial: false })
  })

  it('see a patch that overtook others', () => {
    const diff = diffOf(revisionOf(1, ['A=1', 'B=2', 'C=3', 'D=4']), revisionOf(2, ['D=4', 'A=1', 'B=2', 'C=3']))
    expect(diff).toMatchObject({ unchanged: 4, reordered: 1 })
    expect(diff.patches[0]).toMatchObject({ title: 'KVM: D', reordered: true })
  })

  it('recognise a patch that got a new title by its diff, and one that was reworded by its files', () => {
    const diff = diffOf(
      revisionOf(1, ['Old words=1', 'Fix the race in the frobnicator path=2']),
      revisionOf(2, ['New words=1', 'Fix a race in the frobnicator path=3']),
    )
    expect(diff.patches.map(({ is }) => is)).toEqual(['unchanged', 'changed'])
  })

  it('say which reviews were carried and which were lost', () => {
    const older = revisionOf(1, ['A=1', 'B=2'])
    const reviewed = older.map((mail, at) => ({ ...reviewOf(mail.messageId), messageId: `review${at}@x` }))
    const kept = [{ name: 'Reviewed-by', value: 'Olga Maintainer <olga@other.example>' }]
    const newer = revisionOf(2, ['A=1', 'B=7']).map((mail, at) => (at === 0 ? { ...mail, trailers: kept } : mail))
    const diff = diffOf([...older, ...reviewed], newer)
    expect(diff).toMatchObject({ carried: 1, lost: 1 })
    expect(diff.patches[1]?.lost[0]?.name).toBe('Reviewed-by')
  })

  it('do not call patches unchanged whose diffs nobody could read', () => {
    const [older, newer] = [1, 2].map((version) =>
      revisionOf(version, ['A', 'B']).map((mail) => ({ ...mail, fingerprint: undefined })),
    )
    expect(diffOf(older ?? [], newer ?? [])).toMatchObject({ unchanged: 0, changed: 2 })
  })

  it('count a review of the cover for each of its patches', () => {
    const older = seriesOf({ patches: 2 })
    const review = reviewOf(older[0]?.messageId ?? '')
    const newer = seriesOf({ patches: 2, version: 2, after: 2000 }).map((mail, at) =>
      at === 1 ? { ...mail, trailers: review.trailers } : mail,
    )
    const diff = diffOf([...older, review], newer)
    expect(diff.patches.map(({ carried, lost }) => [carried.length, lost.length])).toEqual([
      [1, 0],
      [0, 1],
    ])
  })

  it('count a review once that stands in the patch and was given again', () => {
    const older = revisionOf(1, ['A=1'], [{ name: 'Reviewed-by', value: 'Olga Maintainer <olga@other.example>' }])
    const diff = diffOf([...older, reviewOf(older[0]?.messageId ?? '')], revisionOf(2, ['A=1']))
    expect(diff).toMatchObject({ carried: 0, lost: 1 })
  })

  it('lose no review that was none: a promise, the author’s own, a report', () => {
    const older = revisionOf(1, ['A=1'])
    const answered = older[0]?.messageId ?? ''
    const nobodys = [
      reviewOf(answered, { text: 'With that fixed:\nReviewed-by: Olga Maintainer <olga@kernel.example>' }),
      reviewOf(answered, { from: jane, trailers: [{ name: 'Tested-by', value: 'Jane Roe <jane@example.org>' }] }),
      reviewOf(answered, { trailers: [{ name: 'Reported-by', value: 'Olga Maintainer <olga@kernel.example>' }] }),
    ].map((mail, at) => ({ ...mail, messageId: `nobodys${at}@x` }))
    expect(diffOf([...older, ...nobodys], revisionOf(2, ['A=1']))).toMatchObject({ carried: 0, lost: 0 })
  })

  it('warn where parts are missing', () => {
    expect(diffOf(revisionOf(1, ['A=1', 'B=2']).slice(1), revisionOf(2, ['A=1', 'B=2'])).isPartial).toBe(true)
  })

  it('pair patches of equal titles in their order', () => {
    const diff = diffOf(revisionOf(1, ['Fix=1', 'Fix=2']), revisionOf(2, ['Fix=3', 'Fix=2']))
    expect(diff.patches.map(({ is, older }) => [is, older])).toEqual([
      ['changed', 1],
      ['unchanged', 2],
    ])
  })
})
