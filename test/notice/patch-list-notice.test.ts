import { describe, expect, test } from 'vitest'
import { patchListNotices } from '#src/notice/patch-list-notice.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { Limits } from '#src/ports.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { revisionOf, summaryOf, view } from '#test/notice/summaries.ts'

const limits: Limits = {
  title: 250,
  text: 12_000,
  listItems: 40,
  threads: true,
  edits: true,
  pictures: false,
  postsPerSecond: 1,
  editsPerMinute: 50,
}

function listOf(
  total: number,
  missing: readonly number[] = [],
  more: Partial<Limits> = {},
  moment: Partial<NoticeView> = {},
) {
  const patches = revisionOf(total).patches.map((id, index) => (missing.includes(index + 1) ? undefined : id))
  return patchListNotices(summaryOf(revisionOf(total, { patches })), { ...view, ...moment }, { ...limits, ...more })
}

describe('the patch list', () => {
  test('has number, linked title, lines, and who wrote it where that is another than the sender', () => {
    const [notice] = listOf(4)
    expect(notice && plainText(notice)).toMatchInlineSnapshot(`
      "4 patches
      - 01 KVM: x86/mmu: Walk the TDP page tables without mmu_lock <https://lore.kernel.org/kvm/20261121.v3.1-seanjc@google.com/> +12 −0
      - 02 KVM: x86/mmu: Free obsolete shadow pages from an RCU callback <https://lore.kernel.org/kvm/20261121.v3.2-seanjc@google.com/> +24 −3
      - 03 KVM: x86: Make kvm_mmu_page::tdp_mmu_async_data a plain pointer <https://lore.kernel.org/kvm/20261121.v3.3-seanjc@google.com/> +36 −6
      - 04 KVM: selftests: Hammer the walker from every vCPU while memslots move <https://lore.kernel.org/kvm/20261121.v3.4-seanjc@google.com/> +48 −9 by Fuad Tabba"
    `)
  })

  test('marks parts that are still to come', () => {
    const [notice] = listOf(4, [3])
    expect(notice && plainText(notice)).toContain('4 patches, 3/4 received')
    expect(notice && plainText(notice)).toContain('- 03 (not received yet)')
  })

  test('marks parts that went to other lists', () => {
    const [notice] = listOf(4, [2, 3, 4], {}, { mayStillArrive: false })
    expect(notice && plainText(notice)).toContain('- 02–04 (not sent to this list)')
  })

  test('takes one post for the one patch of 212 that was sent here', () => {
    const missing = Array.from({ length: 212 }, (_, index) => index + 1).filter((number) => number !== 100)
    const notices = listOf(212, missing)
    expect(notices).toHaveLength(1)
    expect(notices[0] && plainText(notices[0])).toMatch(/- 001–099 \(not.*\n- 100 KVM.*\n- 101–212 \(not/)
  })

  test('of a single patch is none', () => {
    expect(listOf(1)).toEqual([])
  })

  test('ends with the parts that have none of the places', () => {
    const revision = revisionOf(2)
    const [line] = summaryOf(revision).patches
    if (line === undefined) throw new Error('two lines')
    const extra = ['1.5/2', 'v3.1 2/2'].map((label) => ({ ...line, title: `KVM: Part ${label}`, label }))
    const [notice] = patchListNotices(summaryOf(revision, { extra }), view, limits)
    expect(notice && plainText(notice).replaceAll(/ <.*/g, '').split('\n').slice(3)).toEqual([
      '- 1.5/2 KVM: Part 1.5/2',
      '- v3.1 2/2 KVM: Part v3.1 2/2',
    ])
    const many = summaryOf(revisionOf(40), { extra })
    expect(patchListNotices(many, view, limits).at(-1)?.fallback).toMatch(/^Patches 22–40 of 40:/)
    const alone = patchListNotices(summaryOf(revisionOf(40), { extra }), view, { ...limits, listItems: 1 })
    expect(alone.at(-1)?.fallback).toMatch(/^Further patches:/)
  })

  test('of a hundred patches is split evenly, each post saying which it holds', () => {
    const notices = listOf(100)
    expect(notices.map(({ fallback }) => fallback.split(':')[0])).toEqual([
      'Patches 1–34 of 100',
      'Patches 35–68 of 100',
      'Patches 69–100 of 100',
    ])
    expect(notices[0] && plainText(notices[0])).toContain('- 001 KVM')
  })

  test('is split by what a post can hold', () => {
    expect(listOf(20, [], { text: 1600 })).toHaveLength(2)
  })

  test('never takes fewer posts when late parts come, in whatever order', () => {
    const total = 99
    const order = Array.from({ length: total }, (_, index) => ((index * 37) % total) + 1)
    const counts = order.map((_, arrived) => listOf(total, order.slice(arrived)).length)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    expect(listOf(total)).toHaveLength(3)
  })
})
