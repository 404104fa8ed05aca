import { describe, expect, it } from 'vitest'
import type { ListMail } from '#src/patch/list-mail.ts'
import { assemble } from '#src/series/assemble.ts'
import { compareRevisions } from '#src/series/compare.ts'
import type { RevisionDiff } from '#src/series/compare.ts'
import { mailsById, mailWith, olga, patchWith } from './mails.ts'

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
    const reviewed = ['A', 'B'].map((_, at) =>
      mailWith(`review${at}@x`, 'Re: [PATCH] x', {
        from: olga,
        answers: older[at]?.messageId ?? '',
        trailers: [{ name: 'Reviewed-by', value: 'Olga Maintainer <olga@kernel.example>' }],
        text: 'Reviewed-by: Olga Maintainer <olga@kernel.example>',
        after: 1500,
      }),
    )
    const kept = [{ name: 'Reviewed-by', value: 'Olga Maintainer <olga@other.example>' }]
    const newer = revisionOf(2, ['A=1', 'B=7']).map((mail, at) => (at === 0 ? { ...mail, trailers: kept } : mail))
    const diff = diffOf([...older, ...reviewed], newer)
    expect(diff).toMatchObject({ carried: 1, lost: 1 })
    expect(diff.patches[1]?.lost[0]?.name).toBe('Reviewed-by')
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
