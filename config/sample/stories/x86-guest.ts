import type { Story } from '../story.ts'

export const x86GuestStories: readonly Story[] = [
  {
    name: 'selftests-cpuid',
    by: 'erik',
    at: 'Mon 15:12',
    title: '',
    cover: false,
    patches: [
      {
        title: 'KVM: selftests: Name the CPUID bits that tests ask for',
        why: 'Replace open-coded shifts by the names of the processor manual.',
        files: [
          'tools/testing/selftests/kvm/include/x86/processor.h',
          'tools/testing/selftests/kvm/lib/x86/processor.c',
        ],
        size: 2,
      },
      {
        title: 'KVM: selftests: Skip the XCR0 test where XSAVE is off',
        why: 'The test failed on hosts that boot with noxsave.',
        files: ['tools/testing/selftests/kvm/x86/xcr0_cpuid_test.c'],
      },
    ],
    replies: [{ by: 'maya', after: 16, to: 2, says: '', trailers: ['Reviewed-by', 'Tested-by'] }],
  },
  {
    name: 'snp-teardown',
    by: 'chidi',
    at: 'Wed 14:20',
    title: 'KVM: SEV: Tear down SNP guests without blocking the host',
    about: `Destroying an SNP guest of 1 TiB holds the firmware mutex for a minute, and
no other guest can start. This series returns the pages in batches and lets
other callers in between.`,
    patches: [
      {
        title: 'KVM: SEV: Count the pages that the firmware owns',
        why: 'A plain count is enough to see when the last one is back.',
        files: ['arch/x86/kvm/svm/sev.c', 'arch/x86/kvm/svm/svm.h'],
        size: 2,
      },
      {
        title: 'crypto: ccp: Add a call that returns a range of pages',
        why: 'The firmware takes up to 512 pages at a time.',
        files: ['drivers/crypto/ccp/sev-dev.c', 'include/linux/psp-sev.h'],
        size: 3,
      },
      {
        title: 'KVM: SEV: Return pages in batches',
        why: 'Let go of the firmware mutex after each batch.',
        files: ['arch/x86/kvm/svm/sev.c'],
        size: 3,
      },
      {
        title: 'KVM: SEV: Tear down in the background',
        why: 'The file descriptor of the guest is closed at once.',
        files: ['arch/x86/kvm/svm/sev.c', 'arch/x86/kvm/x86.c'],
        size: 2,
      },
      {
        title: 'Documentation: KVM: Say when memory of an SNP guest is free again',
        why: 'Userspace that counts memory needs to know.',
        files: ['Documentation/virt/kvm/x86/amd-memory-encryption.rst'],
      },
    ],
    replies: [
      { by: 'tomas', after: 2.5, to: 2, says: 'crypto parts look fine.', trailers: ['Acked-by'] },
      {
        by: 'olu',
        after: 3.5,
        to: 4,
        says: 'NAK to the background part: a host that restarts guests in a loop would run out of\nASIDs. Patches 1-3 are good as they are.',
      },
      {
        by: 'chidi',
        after: 5,
        to: 4,
        toReply: 1,
        says: 'Fair. I will drop 4 and 5 and send the rest as v2 next week.',
      },
    ],
  },
  {
    name: 'pvclock-stop',
    by: 'olu',
    at: 'Tue 09:15',
    title: 'KVM: x86: Keep the pvclock page steady while a guest is stopped',
    patches: [
      {
        title: 'KVM: x86: Keep the pvclock page steady while a guest is stopped',
        why: 'A guest that is stopped by a debugger sees its clock jump when it goes\non, and its watchdog fires. Remember the offset at the stop instead.',
        files: ['arch/x86/kvm/x86.c'],
        size: 2,
      },
    ],
    replies: [
      {
        by: 'wei',
        after: 6,
        to: 0,
        says: 'What about guests that were stopped for migration? They want the jump.',
      },
    ],
  },
  {
    name: 'pvclock-stop',
    version: 2,
    by: 'olu',
    at: 'Wed 16:45',
    title: 'KVM: x86: Keep the pvclock page steady while a guest is stopped',
    changes: ['Only when userspace asks for it with KVM_SET_CLOCK (李伟).'],
    encoding: '8bit',
    patches: [
      {
        title: 'KVM: x86: Keep the pvclock page steady while a guest is stopped',
        why: 'A guest that is stopped by a debugger sees its clock jump when it goes\non, and its watchdog fires. Remember the offset at the stop instead, when\nuserspace asks for it.',
        files: ['arch/x86/kvm/x86.c', 'include/uapi/linux/kvm.h', 'Documentation/virt/kvm/api.rst'],
        size: 2,
      },
    ],
    replies: [{ by: 'wei', after: 9, to: 0, says: '', trailers: ['Reviewed-by'] }],
  },
  {
    name: 'hyperv-tlb',
    by: 'ines',
    at: 'Thu 12:33',
    title: 'KVM: x86: hyper-v: Flush only the vCPUs that a guest names',
    patches: [
      {
        title: 'KVM: x86: hyper-v: Flush only the vCPUs that a guest names',
        why: 'The sparse form of the hypercall was read with the wrong bank when the\nfirst bank is empty, and every vCPU was flushed. Right, but slow.',
        files: ['arch/x86/kvm/hyperv.c'],
        size: 2,
      },
    ],
    encoding: 'quoted-printable',
    replies: [{ by: 'tomas', after: 20, to: 0, says: '', trailers: ['Reviewed-by'] }],
  },
  {
    name: 'unit-tests-apic',
    by: 'ines',
    at: 'Tue 16:30',
    tree: 'kvm-unit-tests',
    title: 'x86: apic: Cover the timer modes one by one',
    about: 'The apic test stops at the first mode that fails. Make each one a test of its own.',
    patches: [
      {
        title: 'lib/x86: apic: Read the divide register back',
        why: 'Needed by the next patch.',
        files: ['lib/x86/apic.c', 'lib/x86/apic.h'],
      },
      {
        title: 'x86: apic: One report for each timer mode',
        why: 'And a name that says which.',
        files: ['x86/apic.c'],
        size: 3,
      },
      { title: 'x86: apic: Run the new cases by default', why: 'They take 40 ms.', files: ['x86/unittests.cfg'] },
    ],
    replies: [{ by: 'maya', after: 15, to: 0, says: 'Pulled, thanks.' }],
  },
]
