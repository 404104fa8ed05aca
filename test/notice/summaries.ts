import type { Address } from '#src/mail/message.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import type { Revision } from '#src/series/revision.ts'
import type { PatchLine, Summary } from '#src/summary/summary.ts'

/* Series as summarise() makes them, written by hand in the manner of the KVM list. */

export const sean: Address = { name: 'Sean Christopherson', email: 'seanjc@google.com' }
export const paolo: Address = { name: 'Paolo Bonzini', email: 'pbonzini@redhat.com' }
export const fuad: Address = { name: 'Fuad Tabba', email: 'tabba@google.com' }
export const marc: Address = { name: 'Marc Zyngier', email: 'maz@kernel.org' }

export const firstAt = Date.UTC(2026, 10, 21, 9, 14)
export const dayMs = 86_400_000

export const view: NoticeView = { archiveUrl: (id) => `https://lore.kernel.org/kvm/${id}/` }

export function patchId(version: string, number: number): string {
  return `20261121.v${version}.${number}-seanjc@google.com`
}

export function revisionOf(total: number, overrides: Partial<Revision> = {}): Revision {
  const version = overrides.version ?? '3'
  const patches = Array.from({ length: total }, (_, index) => patchId(version, index + 1))
  return {
    id: `rev-${version}`,
    title: 'KVM: x86/mmu: Lockless TDP walker',
    author: sean,
    version,
    tags: [],
    trees: [],
    total,
    received: total > 1 ? [0, ...patches.keys().map((index) => index + 1)] : [1],
    cover: total > 1 ? patchId(version, 0) : undefined,
    patches,
    extra: [],
    firstAt,
    lastAt: firstAt + 60_000,
    reviews: [],
    replies: [],
    problem: undefined,
    ...overrides,
  }
}

const titles = [
  'KVM: x86/mmu: Walk the TDP page tables without mmu_lock',
  'KVM: x86/mmu: Free obsolete shadow pages from an RCU callback',
  'KVM: x86: Make kvm_mmu_page::tdp_mmu_async_data a plain pointer',
  'KVM: selftests: Hammer the walker from every vCPU while memslots move',
]

function linesOf(revision: Revision): readonly PatchLine[] {
  return revision.patches.map((messageId, index) => ({
    number: index + 1,
    messageId,
    title: messageId === undefined ? '' : (titles[index % titles.length] ?? ''),
    author: messageId === undefined ? undefined : index === 3 ? fuad : revision.author,
    added: messageId === undefined ? 0 : 12 * (index + 1),
    removed: messageId === undefined ? 0 : 3 * index,
  }))
}

export function summaryOf(revision: Revision, overrides: Partial<Summary> = {}): Summary {
  const single = revision.total === 1
  return {
    revision,
    head: revision.cover ?? revision.patches.find((id) => id !== undefined) ?? revision.id,
    kind: single ? 'patch' : 'series',
    archs: ['x86'],
    subsystems: ['KERNEL VIRTUAL MACHINE FOR X86 (KVM/x86)', 'THE REST'],
    files: [
      { path: 'arch/x86/kvm/mmu/tdp_mmu.c', added: 840, removed: 380 },
      { path: 'arch/x86/kvm/mmu/mmu.c', added: 10, removed: 2 },
      { path: 'tools/testing/selftests/kvm/x86/tdp_walk_test.c', added: 350, removed: 12 },
      { path: 'Documentation/virt/kvm/locking.rst', added: 34, removed: 3 },
    ],
    fileCount: 4,
    added: 1234,
    removed: 397,
    abstract:
      'This series lets page faults walk the TDP page tables without taking mmu_lock at all. Guests with many vCPUs spend up to a third of their boot time waiting for it, and live migration suffers in the same way.',
    changes: '',
    patches: linesOf(revision),
    reviews: [],
    replyCount: 0,
    state: { is: 'new' },
    lists: ['kvm.vger.kernel.org'],
    previous: undefined,
    ...overrides,
  }
}

export function replyMail(overrides: Partial<ListMail> & { readonly text: string }): ListMail {
  return {
    kind: 'reply',
    messageId: 'reply-1@redhat.com',
    sentAt: firstAt + dayMs,
    receivedAt: firstAt + dayMs,
    inReplyTo: [patchId('3', 7)],
    references: [patchId('3', 0), patchId('3', 7)],
    lists: ['kvm.vger.kernel.org'],
    from: overrides.author ?? paolo,
    author: paolo,
    subject: {
      raw: 'Re: [PATCH v3 07/20] KVM: x86/mmu: Walk the TDP page tables without mmu_lock',
      title: 'KVM: x86/mmu: Walk the TDP page tables without mmu_lock',
      version: '3',
      number: 7,
      total: 20,
      tags: [],
      trees: [],
      isReply: true,
      isPatch: true,
    },
    notes: '',
    files: [],
    added: 0,
    removed: 0,
    printedTotals: undefined,
    fingerprint: undefined,
    trailers: [],
    evidence: { prerequisites: [], supersedes: [], dependsOn: [], links: [] },
    problem: undefined,
    ...overrides,
  }
}
