import type { FilterFacts } from '#src/events/filter-facts.ts'

/** A series for x86 and arm64 by two authors, as `factsOf` would tell it. */
export const twoArchs: FilterFacts = {
  kind: 'series',
  archs: ['x86', 'arm64'],
  subsystems: ['KERNEL VIRTUAL MACHINE FOR X86 (KVM/x86)', 'KERNEL VIRTUAL MACHINE FOR ARM64 (KVM/arm64)'],
  authors: [
    { name: 'Sean Christopherson', email: 'seanjc@google.com' },
    { name: 'Cédric Le Goater', email: 'clg@linux.ibm.com' },
  ],
  paths: ['arch/x86/kvm/mmu/mmu.c', 'arch/arm64/kvm/vgic/vgic.c', 'Documentation/virt/kvm/api.rst'],
  title: 'KVM: x86/mmu: Lockless TDP walker for nested guests',
  lists: ['kvm', 'kvm.vger.kernel.org', 'kvmarm.lists.linux.dev'],
  trees: ['kvm-unit-tests'],
  tags: ['RFC'],
  version: '3',
  size: 20,
}
