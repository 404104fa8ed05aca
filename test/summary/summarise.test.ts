import { describe, expect, it } from 'vitest'
import type { ListMail } from '#src/patch/list-mail.ts'
import { assemble } from '#src/series/assemble.ts'
import type { Revision } from '#src/series/revision.ts'
import { ownWords } from '#src/summary/own-words.ts'
import { seriesLine } from '#src/summary/series-line.ts'
import { summarise } from '#src/summary/summarise.ts'
import type { Summary } from '#src/summary/summary.ts'
import { mailsById, mailWith, olga, patchWith, seriesOf } from '../series/mails.ts'
import { tables } from './tables.ts'

function summaryOf(mails: readonly ListMail[]): Summary {
  const [revision] = assemble(mails)
  if (revision === undefined) throw new Error('one revision')
  return summarise(revision, mailsById(mails), tables)
}

describe('a summary', () => {
  it('counts files and lines from the diffs of a whole series', () => {
    const summary = summaryOf(seriesOf({ patches: 3 }))
    expect(summary).toMatchObject({
      kind: 'series',
      fileCount: 1,
      added: 9,
      removed: 3,
      archs: ['x86'],
      subsystems: ['KVM X86'],
    })
    expect(summary.files).toEqual([{ path: 'arch/x86/kvm/mmu/mmu.c', added: 9, removed: 3 }])
  })

  it('counts what the cover printed where parts are missing', () => {
    const [cover, ...patches] = seriesOf({ patches: 3 })
    const printed = { ...(cover as ListMail), printedTotals: { files: 10, added: 478, removed: 313 } }
    expect(summaryOf([printed, ...patches.slice(1)])).toMatchObject({ fileCount: 10, added: 478, removed: 313 })
    expect(summaryOf([printed, ...patches])).toMatchObject({ fileCount: 1, added: 9, removed: 3 })
  })

  it('names the parts that have none of the places', () => {
    const mails = seriesOf({ patches: 2 })
    const head = mails[0]?.messageId ?? ''
    const between = patchWith('20260304120000.10001-7-jane@example.org', '[PATCH 1.5/2] KVM: Between', {
      answers: head,
    })
    const reroll = patchWith('a@x', '[PATCH v1.1 2/2] KVM: Again', { answers: mails[2]?.messageId ?? '', after: 60 })
    expect(summaryOf([...mails, between, reroll]).extra).toMatchObject([
      { label: '1.5/2', title: 'KVM: Between', messageId: between.messageId, added: 3 },
      { label: 'v1.1 2/2', title: 'KVM: Again', messageId: 'a@x' },
    ])
  })

  it('tags a cover by its words before its patches arrive', () => {
    const [cover] = seriesOf({ title: 'KVM: arm64: Rework timers' })
    expect(summaryOf([cover as ListMail]).archs).toEqual(['arm64'])
  })

  it('speaks with the commit message of a lone patch, even below a cover', () => {
    const cover = mailWith('c@x', '[PATCH 0/1] KVM: One', { text: 'Any feedback is welcome here.' })
    const patch = patchWith('p@x', '[PATCH 1/1] KVM: One', { answers: 'c@x', text: 'Fix the walk.', after: 1 })
    expect(summaryOf([cover, patch]).abstract).toBe('Fix the walk.')
  })

  it('finds the changelog below the dashes', () => {
    const patch = patchWith('p@x', '[PATCH v2] KVM: One', {
      text: 'Fix the walk.',
      notes: 'v2: Fix the other walk, too.',
    })
    expect(summaryOf([patch]).changes).toBe('Fix the other walk, too.')
  })

  it('says the same with what was found when its mails came in, and looks again where a version is not their own', () => {
    const cover = mailWith('c@x', '[PATCH v3 0/2] KVM: Rework', {
      text: 'The lamp can be reset now.\n\nChanges since v2:\n - Drop the knob\n\nChanges since v3:\n - Fix the leak\n',
    })
    const patches = ['1/2', '2/2'].map((place, at) =>
      patchWith(`p${at}@x`, `[PATCH v3 ${place}] KVM: One`, { answers: 'c@x', text: 'Fix the walk.', after: at + 1 }),
    )
    const mails = [cover, ...patches]
    const read = mails.map((mail) => ({ ...mail, says: ownWords(mail) }))
    expect(summaryOf(read)).toEqual(summaryOf(mails))
    expect(read.map(({ says }) => says)).toEqual([
      { abstract: 'The lamp can be reset now.', changes: 'Drop the knob' },
      { abstract: 'Fix the walk.', changes: '' },
      undefined,
    ])
    const [revision] = assemble(mails)
    const later = summarise({ ...(revision as Revision), version: '4' }, mailsById(read), tables)
    expect(later.changes).toBe('Fix the leak')
  })

  it('lists every place, also of parts that are missing', () => {
    const summary = summaryOf(seriesOf({ patches: 3 }).slice(0, 3))
    expect(summary.patches.map((patch) => patch.messageId === undefined)).toEqual([false, false, true])
  })

  it('is printed with the keys that people script against', () => {
    const mails = seriesOf({ patches: 2 })
    const reply = mailWith('r@x', 'Re: [PATCH 1/2] x', {
      from: olga,
      answers: mails[1]?.messageId ?? '',
      trailers: [{ name: 'Reviewed-by', value: 'Olga Maintainer <olga@kernel.example>' }],
      after: 60,
    })
    const line = JSON.parse(JSON.stringify(seriesLine(summaryOf([...mails.slice(0, 2), reply])))) as Record<
      string,
      unknown
    >
    expect(Object.keys(line)).toEqual(
      'id title author version tags trees total received cover patches extra previous previousBecause files added removed archs subsystems firstAt lastAt reviews problem'.split(
        ' ',
      ),
    )
    expect(line).toMatchObject({
      patches: [mails[1]?.messageId, null],
      previous: null,
      firstAt: '2026-03-04T12:00:00Z',
      reviews: [{ name: 'Reviewed-by', value: 'Olga Maintainer <olga@kernel.example>', patch: 1, messageId: 'r@x' }],
      problem: null,
    })
  })
})
