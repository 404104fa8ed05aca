import type { PatchStory, Story } from '../story.ts'

const steal: readonly PatchStory[] = [
  {
    title: 'RISC-V: KVM: Add the SBI steal-time call',
    why: 'Version 3.1 of the specification names it STA.',
    files: ['arch/riscv/kvm/vcpu_sbi_sta.c', 'arch/riscv/include/asm/kvm_vcpu_sbi.h'],
    size: 3,
  },
  {
    title: 'RISC-V: KVM: Write the time that was stolen',
    why: 'When the vCPU is loaded again.',
    files: ['arch/riscv/kvm/vcpu.c', 'arch/riscv/kvm/vcpu_sbi_sta.c'],
    size: 2,
  },
  {
    title: 'KVM: riscv: selftests: Check steal time',
    why: 'As on the other architectures.',
    files: ['tools/testing/selftests/kvm/steal_time.c'],
    size: 2,
  },
]

const stealTime: Story = {
  name: 'riscv-steal-time',
  by: 'mai',
  at: 'Mon 06:20',
  title: 'RISC-V: KVM: Steal time for guests',
  about: `Guests cannot tell a slow machine from one that was taken away from them. This
series reports the time that the host used otherwise, through SBI STA.`,
  patches: steal,
  replies: [
    { by: 'priya', after: 2, to: 1, says: 'The shared page must be aligned to 64 bytes, and nothing checks that.' },
    { by: 'ravi', after: 5, to: 3, says: '', trailers: ['Reviewed-by'] },
  ],
}

export const otherArchStories: readonly Story[] = [
  stealTime,
  {
    ...stealTime,
    version: 2,
    at: 'Thu 05:45',
    changes: ['Refuse a page that is not aligned (Priya).', 'Picked up a tag.'],
    patches: steal.map((patch, place) =>
      place === 2 ? { ...patch, trailers: ['Reviewed-by: Ravi Kulkarni <rkulkarni@bluekite.example>'] } : patch,
    ),
    replies: [
      { by: 'priya', after: 3, to: 0, says: '', trailers: ['Reviewed-by'] },
      { by: 'priya', after: 28, to: 0, says: 'Queued this series for Linux-7.4.\n\nThanks,\nPriya' },
    ],
  },
  {
    name: 'riscv-hstateen',
    by: 'priya',
    at: 'Tue 05:58',
    relay: 'b4',
    ids: 'b4',
    title: 'RISC-V: KVM: Restore hstateen on every load',
    patches: [
      {
        title: 'RISC-V: KVM: Restore hstateen on every load',
        why: 'The register was written once when the vCPU was made, and another guest\non the same hart changes it.',
        files: ['arch/riscv/kvm/vcpu.c'],
      },
    ],
    replies: [{ by: 'mai', after: 1, to: 0, says: 'Cảm ơn!', trailers: ['Reviewed-by'] }],
  },
  {
    name: 'riscv-isa-list',
    by: 'pete',
    at: 'Wed 12:12',
    relay: 'list',
    title: 'RISC-V: KVM: Sort the list of extensions',
    patches: [
      {
        title: 'RISC-V: KVM: Sort the list of extensions',
        why: 'So that two people who add one do not meet in the last line.',
        files: ['arch/riscv/kvm/vcpu_onereg.c'],
        size: 2,
      },
    ],
    replies: [{ by: 'priya', after: 4, to: 0, says: '', trailers: ['Acked-by'] }],
  },
  {
    name: 'ppc-xive',
    by: 'lukasz',
    at: 'Tue 11:30',
    title: 'KVM: PPC: Book3S HV: Keep XIVE queues over a reset',
    about: `A guest that resets itself loses interrupts when a queue was not empty. Two
patches keep the queues until the guest sets up new ones.`,
    patches: [
      {
        title: 'KVM: PPC: Book3S HV: Note which XIVE queues are live',
        why: 'One bit for each priority.',
        files: ['arch/powerpc/kvm/book3s_xive.c', 'arch/powerpc/kvm/book3s_xive.h'],
        size: 2,
      },
      {
        title: 'KVM: PPC: Book3S HV: Keep live XIVE queues over a reset',
        why: 'Until H_INT_SET_QUEUE_CONFIG.',
        files: ['arch/powerpc/kvm/book3s_xive_native.c'],
        size: 2,
      },
    ],
    encoding: '8bit',
    replies: [
      { by: 'nadia', after: 9, to: 2, says: 'Tested with 200 resets in a row on a POWER10.', trailers: ['Tested-by'] },
    ],
  },
  {
    name: 'ppc-e500-leak',
    by: 'nadia',
    at: 'Wed 07:07',
    tags: ['RESEND'],
    title: 'KVM: PPC: e500: Free the TLB array when a vCPU cannot be made',
    patches: [
      {
        title: 'KVM: PPC: e500: Free the TLB array when a vCPU cannot be made',
        why: 'Found by reading. Sent in September and not answered, so here it is again.',
        files: ['arch/powerpc/kvm/e500_mmu.c'],
      },
    ],
    replies: [{ by: 'lukasz', after: 2, to: 0, says: 'Sorry for the delay.', trailers: ['Reviewed-by'] }],
  },
  {
    name: 'loongarch-eiointc',
    by: 'hana',
    at: 'Wed 03:15',
    title: 'LoongArch: KVM: Save the extended interrupt controller as a whole',
    about: `Migration reads the controller register by register, 1100 calls for each vCPU.
Add one call that copies all of it, and keep the old ones.`,
    encoding: 'base64',
    patches: [
      {
        title: 'LoongArch: KVM: Lay the controller state out in one struct',
        why: 'No functional change.',
        files: ['arch/loongarch/kvm/intc/eiointc.c', 'arch/loongarch/include/asm/kvm_eiointc.h'],
        size: 3,
      },
      {
        title: 'LoongArch: KVM: Copy the controller in one call',
        why: 'With a version in front, for what may come.',
        files: ['arch/loongarch/kvm/intc/eiointc.c', 'arch/loongarch/include/uapi/asm/kvm.h'],
        size: 2,
      },
      {
        title: 'Documentation: KVM: Describe the new LoongArch call',
        why: 'Beside the old ones.',
        files: ['Documentation/virt/kvm/devices/eiointc.rst'],
        created: ['Documentation/virt/kvm/devices/eiointc.rst'],
      },
    ],
    replies: [{ by: 'wei', after: 6, to: 2, says: '', trailers: ['Reviewed-by'] }],
  },
  {
    name: 'mips-cp0',
    by: 'pete',
    at: 'Thu 18:01',
    title: 'KVM: MIPS: Do not let guests write read-only CP0 bits',
    patches: [
      {
        title: 'KVM: MIPS: Do not let guests write read-only CP0 bits',
        why: 'Config5 was written as it came.',
        files: ['arch/mips/kvm/vz.c'],
      },
    ],
  },
  {
    name: 'mips-entry',
    by: 'pete',
    at: 'Sat 10:30',
    title: 'KVM: MIPS: Two cleanups of the entry code',
    about: 'Weekend cleanups, no functional change intended.',
    patches: [
      {
        title: 'KVM: MIPS: Name the registers in the entry code',
        why: 'K0 says more than 26.',
        files: ['arch/mips/kvm/entry.c'],
        size: 3,
      },
      {
        title: 'KVM: MIPS: Remove a stack frame that nobody uses',
        why: 'Left over from trap and emulate.',
        files: ['arch/mips/kvm/entry.c', 'arch/mips/kvm/mips.c'],
      },
    ],
    replies: [{ by: 'hana', after: 5, to: 2, says: 'Boots on a Loongson 3A4000.', trailers: ['Tested-by'] }],
  },
]
