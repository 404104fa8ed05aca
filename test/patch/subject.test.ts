import { describe, expect, it } from 'vitest'
import { readSubject } from '#src/patch/subject.ts'

type Said = [subject: string, title: string, version: string, place: string, tags: string, trees: string]

describe('a patch subject', () => {
  it.each<Said>([
    ['[PATCH v5.5 03/30] KVM: x', 'KVM: x', '5.5', '3/30', '', ''],
    ['[PATCH v05 1/2] x', 'x', '5', '1/2', '', ''],
    ['[PATCH v2 v3 1/2] x', 'x', '3', '1/2', '', ''],
    ['[PATCH RFCv2 4/9] x', 'x', '2', '4/9', 'RFC', ''],
    ['[PATCHv2 1/3] x', 'x', '2', '1/3', '', ''],
    ['[PATCH v6,19/24] x', 'x', '6', '19/24', '', ''],
    ['[PATCH net,v5,0/2] x', 'x', '5', '0/2', '', 'net'],
    ['[PATCH, RFC 11/10] x', 'x', '1', '11/10', 'RFC', ''],
    ['[PATCH1/8] x', 'x', '1', '1/8', '', ''],
    ['[v2PATCH12/15] x', 'x', '2', '12/15', '', ''],
    ['[PATCH 0 of 2] x', 'x', '1', '0/2', '', ''],
    ['[PATCH 3/n] x', 'x', '1', '3/-', '', ''],
    ['[PATCH] v3: x', 'x', '3', '-/-', '', ''],
    ['[PATCH] 1/2: x', 'x', '1', '1/2', '', ''],
    ['[RFC][PATCH v2 00/11] x', 'x', '2', '0/11', 'RFC', ''],
    ['[PATCH v2 1/2 RESEND] x', 'x', '2', '1/2', 'RESEND', ''],
    ['[PATCH 00/33 v6] x', 'x', '6', '0/33', '', ''],
    ['[v3 PATCH 1/1] x', 'x', '3', '1/1', '', ''],
    ['[RFC/RFT PATCH 1/3] x', 'x', '1', '1/3', 'RFC RFT', ''],
    ['[PATCHSET v2 0/4] x', 'x', '2', '0/4', '', ''],
    ['[PATCH 6.12 012/345] x', 'x', '1', '12/345', '', '6.12'],
    ['[PATCH bpf-next/net v4 2/5] x', 'x', '4', '2/5', '', 'bpf-next/net'],
    ['[PATCH v2]KVM: x', 'KVM: x', '2', '-/-', '', ''],
    ['[PATCH v2 3/5] rv: Keep the monitor', 'rv: Keep the monitor', '2', '3/5', '', ''],
    ['[RFC] ref: Count it', 'ref: Count it', '1', '-/-', 'RFC', ''],
    ['[v3 1/2] tr: Trace it', 'tr: Trace it', '3', '1/2', '', ''],
    ['[Patch 2/2]: x', 'x', '1', '2/2', '', ''],
    ['[PATCH] Foo (v2)', 'Foo (v2)', '2', '-/-', '', ''],
    ['[PATCH V2 1/2] x', 'x', '2', '1/2', '', ''],
    ['[PATCH v2 34.5/36] x', 'x', '2', '34.5/36', '', ''],
    ['[PATCH v2 14/15][KVMTOOL] x', 'x', '2', '14/15', '', 'KVMTOOL'],
    ['[PATCH v2 17/18, KVMTOOL] x', 'x', '2', '17/18', '', 'KVMTOOL'],
    ['[PATCH [v2] 1/3] x', 'x', '2', '1/3', '', ''],
    ['[PATCH 6.18 00/29] 6.18.1-rc1 review', '6.18.1-rc1 review', '1', '0/29', '', '6.18'],
    ['[PATCH stable v4.9 v2] x', 'x', '2', '-/-', '', 'stable 4.9'],
    ['[PATCH v4.14 1/2] x', 'x', '1', '1/2', '', '4.14'],
    ['[PATCH AUTOSEL 5.15 2/5] x', 'x', '1', '2/5', 'AUTOSEL', '5.15'],
    ['[RFC v2 1/3] x', 'x', '2', '1/3', 'RFC', ''],
    ['[v3 0/5] x', 'x', '3', '0/5', '', ''],
    ['[kvm-unit-tests RFC 0/10] x', 'x', '1', '0/10', 'RFC', 'kvm-unit-tests'],
    ['[kvmtool v2 3/5] x', 'x', '2', '3/5', '', 'kvmtool'],
    ['[iommufd 0/2] x', 'x', '1', '0/2', '', 'iommufd'],
    ['[kvm-unit-tests PATCH v3 01/11] x', 'x', '3', '1/11', '', 'kvm-unit-tests'],
    ['[GIT PULL 02/15] x', 'x', '1', '2/15', '', ''],
    ['[kvm-unit-tests GIT PULL 1/9] x', 'x', '1', '1/9', '', 'kvm-unit-tests'],
    ['[PULL kvm-unit-tests 0/3] x', 'x', '1', '0/3', '', 'kvm-unit-tests'],
    ['[PATCH  v2\t1/2]   two   blanks ', 'two blanks', '2', '1/2', '', ''],
    ['[PATCH 2/3] vma_test[_any[_mask]]()', 'vma_test[_any[_mask]]()', '1', '2/3', '', ''],
    ['[PATCH] F81504/508/512 support', 'F81504/508/512 support', '1', '-/-', '', ''],
    ['[PATCH] KVM: v3: 1/2: in the title', 'KVM: v3: 1/2: in the title', '1', '-/-', '', ''],
    ['[PATCH] x: fix 3 of 4 leaks', 'x: fix 3 of 4 leaks', '1', '-/-', '', ''],
  ])('%s', (raw, title, version, place, tags, trees) => {
    const subject = readSubject(raw)
    expect([
      subject.title,
      subject.version,
      `${subject.number ?? '-'}/${subject.total ?? '-'}`,
      subject.tags.join(' '),
      subject.trees.join(' '),
    ]).toEqual([title, version, place, tags, trees])
    expect(subject.isPatch).toBe(true)
    expect(subject.isReply).toBe(false)
  })

  it.each([
    '[External] Re: [PATCH v2 1/2] x',
    '***SPAM*** Re: [PATCH v2 1/2] x',
    'FW: Re: [PATCH v2 1/2] x',
    '[RE]: [PATCH v2 1/2] x',
    'Re: Re: [PATCH v2 1/2] x',
    'RE: [PATCH v2 1/2] x',
    'AW: [PATCH v2 1/2] x',
    'RV: [PATCH v2 1/2] x',
    '[EXT] RV: [PATCH v2 1/2] x',
    '[PATCH v2 1/2] Re: [PATCH v2 1/2] x',
    '[RFC] Antw: [PATCH v2 1/2] x',
    '[v2] 答复: [PATCH v2 1/2] x',
    'SV: [PATCH v2 1/2] x',
    '答复: [PATCH v2 1/2] x',
    '回复：[PATCH v2 1/2] x',
    'Re: [virtio-dev] Re: [PATCH v2 1/2] x',
    'Re[2]: [PATCH v2 1/2] x',
    'Antwort: [PATCH v2 1/2] x',
    'RES: [PATCH version 2 1/2] x',
    'Automatic reply: [PATCH v2 1/2] x',
    'EXTERNAL: Re: [PATCH v2 1/2] x',
  ])('is an answer: %s', (raw) => {
    const subject = readSubject(raw)
    expect([subject.isReply, subject.title, subject.version, subject.number, subject.total]).toEqual([
      true,
      'x',
      '2',
      1,
      2,
    ])
  })

  it.each(['Foo (was Re: [PATCH 00/14] x)', 'X [was: Re: [PATCH v4 00/46] y]'])(
    'is an answer under a new name: %s',
    (raw) => {
      expect(readSubject(raw).isReply).toBe(true)
    },
  )

  it.each([
    'Revert "[PATCH v2 1/9] foo"',
    '[kvm:queue 29/32] arch/x86/kvm/lamp.c:1: warning: no lamp',
    '[s390:zlib 2/5] lib/zlib.c:1: error: no zlib',
    'patch "lamp: fix" added to char-misc-next',
    'KVM call agenda 1/2',
    'vma_test[_any[_mask]]()',
  ])('only looks like one: %s', (raw) => {
    expect(readSubject(raw).isPatch).toBe(false)
  })

  it('is no answer because of a former title in brackets', () => {
    expect(readSubject('[PATCH 0/1] Improve yield (was: sched: Move it)').isReply).toBe(false)
  })
})

it.each([
  ['[PATCH for v5.9] x', '1', ['for-v5.9']],
  ['[PATCH v2 for 6.12 1/2] x', '2', ['for-6.12']],
])('a kernel that a patch is for is no version of it: %s', (raw, version, trees) => {
  expect(readSubject(raw)).toMatchObject({ version, trees, title: 'x' })
})
