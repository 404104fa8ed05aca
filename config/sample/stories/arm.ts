import type { Story } from '../story.ts'

export const armStories: readonly Story[] = [
  {
    name: 'nested-irq-window',
    by: 'asa',
    at: 'Mon 10:05',
    ids: 'b4',
    title: 'KVM: arm64: nv: Shorten the window with interrupts off',
    about: `A nested exit does its whole work with interrupts disabled, up to 90 µs on the
machines that we have. Most of it needs no such thing.

The series first separates what must be done with interrupts off, and then moves
the rest behind local_irq_enable(). The longest window is 11 µs afterwards.`,
    patches: [
      {
        title: 'KVM: arm64: nv: Split the exit path in two',
        why: 'No functional change intended.',
        files: ['arch/arm64/kvm/nested.c', 'arch/arm64/kvm/handle_exit.c'],
        size: 3,
      },
      {
        title: 'KVM: arm64: nv: Sync the shadow timers late',
        why: 'The timers are per vCPU and can wait until interrupts are on again.',
        files: ['arch/arm64/kvm/arch_timer.c', 'include/kvm/arm_arch_timer.h'],
        size: 2,
      },
      {
        title: 'KVM: arm64: nv: Walk the shadow stage 2 with interrupts on',
        why: 'The walk only needs the MMU lock.',
        files: ['arch/arm64/kvm/nested.c', 'arch/arm64/kvm/mmu.c'],
        size: 3,
      },
      {
        title: 'KVM: arm64: nv: Tell the tracer about the window',
        why: 'Two trace points, at its ends.',
        files: ['arch/arm64/kvm/trace_handle_exit.h', 'arch/arm64/kvm/handle_exit.c'],
      },
      {
        title: 'KVM: arm64: Rename the exit helpers after what they do',
        why: 'fixup_guest_exit() has not fixed anything up for years.',
        files: ['arch/arm64/kvm/hyp/include/hyp/exit.h', 'arch/arm64/kvm/hyp/vhe/switch.c'],
        renamedFrom: 'arch/arm64/kvm/hyp/include/hyp/fixup.h',
        size: 2,
      },
      {
        title: 'KVM: selftests: arm64: Measure the window',
        why: 'Skipped where there is no nested virtualization.',
        files: ['tools/testing/selftests/kvm/arm64/nested_irq_window.c', 'tools/testing/selftests/kvm/Makefile.kvm'],
        created: ['tools/testing/selftests/kvm/arm64/nested_irq_window.c'],
        size: 2,
      },
    ],
    replies: [
      { by: 'jose', after: 2, to: 1, says: '', trailers: ['Reviewed-by'] },
      { by: 'jose', after: 2.05, to: 2, says: '', trailers: ['Reviewed-by'] },
      {
        by: 'ravi',
        after: 7.3,
        to: 3,
        says: 'Does the walk not also touch the VNCR page? That one is mapped per CPU, so we must\nnot be moved to another CPU in between.',
      },
      {
        by: 'asa',
        after: 23,
        to: 3,
        toReply: 2,
        says: 'It does, well spotted. I will keep preemption off around it in v2.',
      },
      {
        by: 'ravi',
        after: 24,
        to: 0,
        says: 'Ran it for a night on two machines.',
        trailers: ['Tested-by: Ravi Kulkarni <rkulkarni@bluekite.example> # arm64'],
      },
    ],
  },
  {
    name: 'gic-lpi',
    by: 'jose',
    sentBy: 'asa',
    at: 'Tue 08:02',
    version: 2,
    title: 'KVM: arm64: vgic: Drop the LPI reference before the lock',
    changes: ['Say in the message why the order matters.'],
    encoding: '8bit',
    patches: [
      {
        title: 'KVM: arm64: vgic: Drop the LPI reference before the lock',
        why: 'Putting the last reference takes the same lock again:\n\n  vgic_put_irq() → vgic_release_lpi() → raw_spin_lock()\n\nwhich is a deadlock that lockdep has seen twice in our farm.\n\nFixes: 1e2d3c4b5a69 ("KVM: arm64: vgic: Look LPIs up without the list")',
        files: ['arch/arm64/kvm/vgic/vgic-its.c'],
      },
    ],
    replies: [
      { by: 'ravi', after: 1.4, to: 0, says: '', trailers: ['Reviewed-by'] },
      {
        by: 'asa',
        after: 30,
        to: 0,
        says: 'Applied to fixes, thanks!\n\n[1/1] KVM: arm64: vgic: Drop the LPI reference before the lock\n      commit: 3fa1c0de77b2',
      },
    ],
  },
  {
    name: 'vgic-v5-doorbell',
    by: 'ravi',
    at: 'Wed 08:30',
    version: 4,
    title: 'KVM: arm64: vgic-v5: Doorbells for vCPUs that are not running',
    about: `A vCPU that sleeps must be woken by its interrupts. GICv5 has doorbells for that,
one for each VPE. This series allocates them, and rings.`,
    patches: [
      {
        title: 'irqchip/gic-v5: Hand out doorbells',
        why: 'From the IRS, in the order of the VPE table.',
        files: ['drivers/irqchip/irq-gic-v5-irs.c', 'include/linux/irqchip/arm-gic-v5.h'],
        size: 3,
      },
      {
        title: 'KVM: arm64: vgic-v5: Ring for sleeping vCPUs',
        why: 'And clear the doorbell when the vCPU runs again.',
        files: ['arch/arm64/kvm/vgic/vgic-v5.c', 'arch/arm64/kvm/vgic/vgic.h'],
        size: 4,
      },
      {
        title: 'KVM: arm64: vgic-v5: Free doorbells with the guest',
        why: 'In reverse order.',
        files: ['arch/arm64/kvm/vgic/vgic-v5.c', 'arch/arm64/kvm/vgic/vgic-init.c'],
        size: 2,
      },
    ],
    // The heart of the series comes in almost two hours late.
    delayed: { 2: 110 },
    replies: [
      { by: 'asa', after: 4, to: 2, says: 'Much easier to follow than v3.', trailers: ['Reviewed-by'] },
      { by: 'jose', after: 5.5, to: 1, says: '', trailers: ['Acked-by'] },
    ],
  },
  {
    name: 'entry-common',
    by: 'greta',
    at: 'Thu 09:10',
    title: 'KVM: arm64, s390: Enter guests through the common code',
    about: `Both architectures check the same four flags before they enter a guest, in their
own order. Use the common helper, as x86 and RISC-V already do.`,
    patches: [
      {
        title: 'KVM: arm64: Use xfer_to_guest_mode_handle_work()',
        why: 'The order of the checks changes, which nobody can see.',
        files: ['arch/arm64/kvm/arm.c', 'arch/arm64/kvm/Kconfig'],
        size: 2,
      },
      {
        title: 'KVM: s390: Use xfer_to_guest_mode_handle_work()',
        why: 'The machine check handling stays where it is.',
        files: ['arch/s390/kvm/kvm-s390.c', 'arch/s390/kvm/Kconfig'],
        size: 2,
      },
      {
        title: 'KVM: Remove the old check',
        why: 'It has no user anymore.',
        files: ['include/linux/kvm_host.h', 'virt/kvm/kvm_main.c'],
      },
    ],
    replies: [
      { by: 'asa', after: 3, to: 1, says: '', trailers: ['Acked-by: Åsa Lindqvist <asa@nordarm.example> # arm64'] },
      {
        by: 'anton',
        after: 6,
        to: 2,
        says: 'Tested on z16 and under z/VM.',
        trailers: ['Tested-by: Anton Weissenberg <antonw@zframe.example> # s390'],
      },
    ],
  },
  {
    name: 'kvmtool-virtio-mmio',
    by: 'jose',
    at: 'Fri 11:20',
    treeAfter: 'kvmtool',
    title: 'arm64: Describe virtio-mmio devices in ACPI',
    about: 'kvmtool writes a device tree only. With these two patches a guest can boot from ACPI tables too.',
    patches: [
      {
        title: 'arm64: Write a DSDT',
        why: 'One device for each virtio-mmio slot.',
        files: ['arm64/acpi.c', 'Makefile'],
        created: ['arm64/acpi.c'],
        size: 2,
      },
      {
        title: 'arm64: Add --acpi',
        why: 'Off by default.',
        files: ['arm64/include/kvm/kvm-config-arch.h', 'builtin-run.c'],
      },
    ],
  },
]
