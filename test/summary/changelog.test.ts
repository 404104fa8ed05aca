import { describe, expect, it } from 'vitest'
import { changesIn } from '#src/summary/changelog.ts'

describe('what changed', () => {
  it.each([
    'Changes since v2:',
    'Changes in v3:',
    'Changes from v2 to v3:',
    'Changes v2 -> v3:',
    'v2 -> v3:',
    'v2->v3',
    'v2 => v3:',
    'v3:',
    'V3:',
    '* v3',
    '- v3:',
    '[v3]',
    'v3 changes:',
    'v3 (since v2):',
    'Since v2:',
    '* From v2 [1]',
    'Changelog v3:',
    'Change log v2..v3:',
    'Changes since PATCH v2:',
    'Changes from the previous version:',
    'Changed since v2 [https://example.org/r/1]:',
    'Differences from v2:',
    'Updates in v3:',
    '=== Changes Since v2 ===',
    'v3 -',
    'Changes for v3',
    "What's new in v3:",
    'Changes compared to v2:',
  ])('stands under "%s"', (heading) => {
    const text = `Some words about the series.\n\n${heading}\n - Fix the leak\n - Collect tags\n\nv2:\n - Older news\n`
    expect(changesIn(text, '3', 500)).toBe('Fix the leak; Collect tags')
  })

  it('may follow on the line of the heading', () => {
    expect(changesIn('v3: Fix the leak\nv2: Rebase\n', '3', 500)).toBe('Fix the leak')
    expect(changesIn('v2 -> v3: fix the leak,\n  collect tags\nv1 -> v2: rebase', '3', 500)).toBe(
      'fix the leak, collect tags',
    )
  })

  it('may be one entry a line without bullets', () => {
    expect(changesIn('v3:\nFix the leak\nCollect tags\n\nv2:\nRebase', '3', 500)).toBe('Fix the leak; Collect tags')
  })

  it('is only what this version brought', () => {
    expect(changesIn('v4:\n - New\n\nv3:\n - Old\n', '3', 500)).toBe('Old')
    expect(changesIn('v2:\n - Old\n', '3', 500)).toBe('')
    expect(changesIn('Changes since v1:\n - Old\n', '3', 500)).toBe('')
  })

  it('of a first version may be said of the RFC', () => {
    expect(changesIn('Changes since RFC:\n - Drop the knob\n', '1', 500)).toBe('Drop the knob')
    expect(changesIn('RFC -> v1:\n - Drop the knob\n', '1', 500)).toBe('Drop the knob')
  })

  it('leaves out links to older versions and stops at diffstat and shortlog', () => {
    const text = 'Changes in v3:\n- Fix the leak\n- Link to v2: https://example.org/r/2\n\nJane Roe (2):\n  KVM: One\n'
    expect(changesIn(text, '3', 500)).toBe('Fix the leak')
    expect(changesIn('v3:\n- Fix\n arch/x86/kvm/mmu.c | 2 +-\n', '3', 500)).toBe('Fix')
  })

  it('ends where the cover goes on', () => {
    expect(changesIn('v3:\n- Fix the leak\n\nTested on three machines with many guests.\n', '3', 500)).toBe(
      'Fix the leak',
    )
  })

  it('is nothing where versions are only talked about', () => {
    expect(changesIn('This needs v3 of the interface, see v2 for why.\n', '3', 500)).toBe('')
    expect(changesIn('    1 -> 2        : 7     |          |\n', '2', 500)).toBe('')
  })

  it('is never longer than asked', () => {
    const items = Array.from({ length: 100 }, (_, at) => ` - entry number ${at}`)
    expect(changesIn(`v3:\n${items.join('\n')}`, '3', 500).length).toBeLessThanOrEqual(500)
  })
})
