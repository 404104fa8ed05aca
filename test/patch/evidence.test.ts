import { describe, expect, it } from 'vitest'
import { messageIdOfLink, readEvidence } from '#src/patch/evidence.ts'

describe('evidence', () => {
  it('is read from lines of their own', () => {
    const text =
      'Text about the change-id: of things.\n\nSupersedes: <old@x.org>\nDepends-on: https://lore.kernel.org/kvm/dep@x.org/\nBased-on: <20260101.base@x.org>'
    const tail =
      '-- \n2.47\n\nbase-commit: 0123456789abcdef0123456789abcdef01234567\nchange-id: 20260105-lamp-0123\nprerequisite-patch-id: 89abcdef\nprerequisite-message-id: <pre@x.org>\nprerequisite-change-id: 20250101-other:v2\n'
    expect(readEvidence(text, '', tail)).toEqual({
      baseCommit: '0123456789abcdef0123456789abcdef01234567',
      changeId: '20260105-lamp-0123',
      prerequisites: ['89abcdef', 'pre@x.org', '20250101-other:v2'],
      supersedes: ['old@x.org'],
      dependsOn: ['dep@x.org', '20260101.base@x.org'],
      links: ['dep@x.org'],
    })
  })

  it('takes links from cover and notes, and leaves those of commit trailers', () => {
    const { links } = readEvidence(
      'v1: https://lore.kernel.org/all/v1@x.org/T/#u\nLink: https://lore.kernel.org/r/bug@x.org',
      '[1] https://lore.kernel.org/kvm/v2%40x.org',
      '',
    )
    expect(links).toEqual(['v1@x.org', 'v2@x.org'])
  })

  it.each<[string, string | undefined]>([
    ['https://lore.kernel.org/kvm/20260105.1-jane@example.org/', '20260105.1-jane@example.org'],
    ['https://lore.kernel.org/r/20260105.1-jane@example.org', '20260105.1-jane@example.org'],
    ['https://patch.msgid.link/20260105.1-jane@example.org', '20260105.1-jane@example.org'],
    ['http://lkml.kernel.org/r/20260105.1-jane@example.org).', '20260105.1-jane@example.org'],
    ['https://patchew.org/QEMU/20260105.1-jane@example.org/', '20260105.1-jane@example.org'],
    ['https://marc.info/?i=20260105.1-jane@example.org', '20260105.1-jane@example.org'],
    ['https://patchwork.kernel.org/project/kvm/cover/20260105.1-jane@example.org/', '20260105.1-jane@example.org'],
    ['https://lore.kernel.org/kvm/a%2Fb@example.org/', 'a/b@example.org'],
    ['https://lore.kernel.org/kvm/', undefined],
    ['https://example.org/kvm/jane@example.org/', undefined],
    ['https://lore.kernel.org/kvm/%zz@example.org/', '%zz@example.org'],
  ])('%s', (link, id) => {
    expect(messageIdOfLink(link)).toBe(id)
  })
})
