import type { PatchStory, Story } from '../story.ts'

const mmu = 'arch/x86/kvm/mmu/mmu.c'
const tdp = 'arch/x86/kvm/mmu/tdp_mmu.c'

const recoverHugePages: readonly PatchStory[] = [
  {
    title: 'KVM: x86/mmu: Count zapped leaf SPTEs while dirty logging is on',
    why: 'Keep a count per memslot of the leaf entries that were split for dirty\nlogging, so that recovery can tell whether there is anything to do.',
    files: [mmu, 'arch/x86/include/asm/kvm_host.h'],
    size: 2,
  },
  {
    title: 'KVM: x86/mmu: Recover huge pages from a worker',
    why: 'Zapping every split page when dirty logging ends stalls the vCPUs for\nseconds on large guests. Do it from a worker that yields the MMU lock.',
    files: [tdp, 'arch/x86/kvm/mmu/tdp_mmu.h'],
    size: 4,
  },
  {
    title: 'KVM: x86/mmu: Stop recovery when logging is turned on again',
    why: 'A migration that is restarted at once would race with the worker.\nCancel it, and wait for it, before the first page is split again.',
    files: [tdp, mmu],
    size: 2,
  },
  {
    title: 'KVM: selftests: Measure the pause at the end of dirty logging',
    why: 'Print the longest time that a vCPU spent without entering the guest.',
    files: ['tools/testing/selftests/kvm/dirty_log_perf_test.c'],
    size: 3,
  },
]

const hugePages: Story = {
  name: 'recover-huge-pages',
  by: 'maya',
  at: 'Mon 08:14',
  title: 'KVM: x86/mmu: Recover huge pages lazily when dirty logging ends',
  about: `When dirty logging ends, KVM zaps every page table that was split for it.
On a guest with 4 TiB that takes the MMU lock for more than two seconds.

This series moves the recovery of huge pages to a worker, which yields and
can be stopped. The longest pause of a vCPU drops from 2.3 s to 4 ms.`,
  patches: recoverHugePages,
  ids: 'b4',
  replies: [
    { by: 'tomas', after: 3.2, to: 0, says: 'Nice numbers. Do you have any for a guest without hugetlbfs?' },
    {
      by: 'maya',
      after: 4.6,
      to: 0,
      toReply: 0,
      says: 'With THP it is 1.1 s before and 3 ms after. I will put them into the cover.',
    },
    { by: 'tomas', after: 4.9, to: 1, says: '', trailers: ['Reviewed-by'] },
    {
      by: 'olu',
      after: 6.5,
      to: 2,
      says: 'The worker may run after the memslot is gone: kvm_free_memslot() does not wait\nfor it. Please take a reference, or flush the work there.',
    },
    {
      by: 'robot',
      after: 19,
      to: 2,
      quotes: false,
      says: `Hi Maya,

kernel test robot noticed the following build warnings:

[auto build test WARNING on kvm/queue]

>> arch/x86/kvm/mmu/tdp_mmu.c:1412:13: warning: unused variable 'flush' [-Wunused-variable]

If you fix the issue in a separate patch/commit (i.e. not just a new version of
the same patch/commit), kindly add following tags
| Reported-by: kernel test robot <lkp@intel.com>
| Closes: https://lore.kernel.org/oe-kbuild-all/202611030412.Qw3rTyUi-lkp@intel.com/`,
    },
  ],
}

const hugePagesV2: Story = {
  ...hugePages,
  version: 2,
  at: 'Wed 10:02',
  changes: [
    'Wait for the worker in kvm_free_memslot() (Oluwaseun).',
    'Numbers for THP in the cover (Tomas).',
    'Drop an unused variable (robot).',
  ],
  patches: recoverHugePages.map((patch, place) =>
    place === 0 ? { ...patch, trailers: ['Reviewed-by: Tomas Hollander <thollander@cloudmoor.example>'] } : patch,
  ),
  replies: [
    { by: 'olu', after: 5.5, to: 2, says: 'That closes the race, thanks.', trailers: ['Reviewed-by'] },
    {
      by: 'chidi',
      after: 7,
      to: 3,
      says: 'Could the restart case get a test of its own? It is the one that nobody runs by hand.',
    },
    { by: 'tomas', after: 9, to: 3, says: 'With that test added:', trailers: ['Reviewed-by'] },
  ],
}

const hugePagesV3: Story = {
  ...hugePages,
  version: 3,
  at: 'Fri 09:31',
  changes: ['New patch 5: a selftest that restarts dirty logging during recovery (Chidi).', 'Rebased on kvm-x86/next.'],
  patches: [
    ...(hugePagesV2.patches ?? []),
    {
      title: 'KVM: selftests: Restart dirty logging while huge pages are recovered',
      why: 'Turn logging off and on in a loop, and check that no write is lost.',
      files: ['tools/testing/selftests/kvm/x86/dirty_log_restart_test.c', 'tools/testing/selftests/kvm/Makefile.kvm'],
      created: ['tools/testing/selftests/kvm/x86/dirty_log_restart_test.c'],
      size: 2,
    },
  ],
  replies: [
    { by: 'chidi', after: 2, to: 5, says: 'Runs for an hour here without a complaint.', trailers: ['Tested-by'] },
    { by: 'olu', after: 26, to: 0, says: 'Applied to kvm-x86 mmu, thanks!' },
  ],
}

export const x86Stories: readonly Story[] = [
  hugePages,
  hugePagesV2,
  hugePagesV3,
  {
    name: 'nested-asid',
    by: 'tomas',
    at: 'Mon 09:40',
    title: 'KVM: SVM: Flush the ASID when a nested VMRUN fails its checks',
    patches: [
      {
        title: 'KVM: SVM: Flush the ASID when a nested VMRUN fails its checks',
        why: 'If the consistency checks of VMRUN fail, L1 runs on with the ASID that\nwas meant for L2, and may use stale translations.\n\nFixes: 5c3a1f0e9b72 ("KVM: nSVM: Give L2 an ASID of its own")\nCc: stable@vger.kernel.org',
        files: ['arch/x86/kvm/svm/nested.c', 'arch/x86/kvm/svm/svm.c'],
        size: 1,
      },
    ],
    baseCommit: true,
    replies: [
      { by: 'maya', after: 1.5, to: 0, says: '', trailers: ['Reviewed-by'] },
      { by: 'olu', after: 8, to: 0, says: 'Queued for 7.3-rc, thanks.' },
    ],
  },
  {
    name: 'pmu-topdown',
    by: 'wei',
    at: 'Mon 11:25',
    title: 'KVM: x86/pmu: Let guests use the topdown metrics',
    about: `Guests can program the fixed counter 3, but PERF_METRICS is hidden from them.
This series passes it through where the host owns no topdown event.`,
    patches: [
      {
        title: 'KVM: x86/pmu: Save and restore PERF_METRICS with the guest',
        why: 'The MSR is switched together with the fixed counter that feeds it.',
        files: ['arch/x86/kvm/pmu.c', 'arch/x86/kvm/vmx/pmu_intel.c'],
        size: 3,
      },
      {
        title: 'KVM: x86/pmu: Advertise topdown metrics to userspace',
        why: 'Report the bit in IA32_PERF_CAPABILITIES when both sides can do it.',
        files: ['arch/x86/kvm/vmx/pmu_intel.c', 'arch/x86/kvm/vmx/capabilities.h'],
      },
    ],
    encoding: 'base64',
    replies: [
      {
        by: 'maya',
        after: 5,
        to: 1,
        says: 'This writes the MSR on every entry, also for guests that never touch it.\nPlease do it lazily, as for the other counters.',
      },
    ],
  },
  {
    name: 'pmu-topdown',
    version: 2,
    by: 'wei',
    at: 'Thu 07:50',
    title: 'KVM: x86/pmu: Let guests use the topdown metrics',
    about: `Guests can program the fixed counter 3, but PERF_METRICS is hidden from them.
This series passes it through where the host owns no topdown event.`,
    changes: ['Switch the MSR only after the guest has written it (Maya).'],
    patches: [
      {
        title: 'KVM: x86/pmu: Save and restore PERF_METRICS with the guest',
        why: 'The MSR is switched together with the fixed counter that feeds it, once\nthe guest has written it.',
        files: ['arch/x86/kvm/pmu.c', 'arch/x86/kvm/vmx/pmu_intel.c', 'arch/x86/kvm/pmu.h'],
        size: 3,
      },
      {
        title: 'KVM: x86/pmu: Advertise topdown metrics to userspace',
        why: 'Report the bit in IA32_PERF_CAPABILITIES when both sides can do it.',
        files: ['arch/x86/kvm/vmx/pmu_intel.c', 'arch/x86/kvm/vmx/capabilities.h'],
      },
    ],
    encoding: 'base64',
    replies: [{ by: 'maya', after: 4, to: 0, says: 'Looks good now, for the series:', trailers: ['Reviewed-by'] }],
  },
  {
    name: 'vmx-timer',
    by: 'chidi',
    at: 'Tue 13:05',
    tags: ['RFC'],
    title: 'KVM: VMX: Drive the guest timer without exits',
    about: `Every write to the deadline MSR exits today. New parts can keep the guest's
deadline in the VMCS and deliver the interrupt without the host.

Sent as RFC because migration between parts with and without it is open: I would
like to hear how others want to see that.`,
    patches: [
      {
        title: 'KVM: VMX: Read the capabilities of the guest timer',
        why: 'Set up the new tertiary control, and nothing else.',
        files: ['arch/x86/kvm/vmx/capabilities.h', 'arch/x86/kvm/vmx/vmx.c'],
        size: 2,
      },
      {
        title: 'KVM: VMX: Keep the deadline of the guest in the VMCS',
        why: 'Load it on entry and read it back on exit.',
        files: ['arch/x86/kvm/vmx/vmx.c', 'arch/x86/kvm/lapic.c', 'arch/x86/kvm/lapic.h'],
        size: 3,
      },
      {
        title: 'KVM: x86: Fall back to the software timer on migration',
        why: 'Userspace sees the same state as before.',
        files: ['arch/x86/kvm/lapic.c'],
        size: 2,
      },
    ],
    replies: [
      {
        by: 'erik',
        after: 3,
        to: 0,
        says: 'We would want a capability that userspace has to turn on: a fleet is never\nuniform. Otherwise the idea is fine with me.',
      },
      { by: 'chidi', after: 20, to: 0, toReply: 0, says: 'Agreed, v1 will have one.' },
    ],
  },
]
