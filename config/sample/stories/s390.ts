import type { Story } from '../story.ts'

export const s390Stories: readonly Story[] = [
  {
    name: 'storage-keys',
    by: 'anton',
    at: 'Mon 13:00',
    title: 'KVM: s390: Handle storage keys without the guest page table lock',
    about: `SSKE and friends take the page table lock for each page. Guests that clear the
keys of all their memory at boot spend minutes there.

Patches 1 and 2 prepare, patch 3 does it, and patch 4 removes what is left over.`,
    patches: [
      {
        title: 'KVM: s390: Move key handling to a file of its own',
        why: 'Pure code movement.',
        files: ['arch/s390/kvm/skey.c', 'arch/s390/kvm/priv.c', 'arch/s390/kvm/Makefile'],
        created: ['arch/s390/kvm/skey.c'],
        size: 3,
      },
      {
        title: 's390/mm: Export the walker for guest tables',
        why: 'As GPL symbol, for the next patch.',
        files: ['arch/s390/mm/gmap.c', 'arch/s390/include/asm/gmap.h'],
        size: 2,
      },
      {
        title: 'KVM: s390: Set keys under the walker',
        why: 'It only holds RCU.',
        files: ['arch/s390/kvm/skey.c'],
        size: 4,
      },
      {
        title: 'KVM: s390: Remove the lock of the old key code',
        why: 'Nobody takes it.',
        files: ['arch/s390/kvm/kvm-s390.c', 'arch/s390/kvm/kvm-s390.h'],
      },
    ],
    // The last parts overtake the first ones and the cover.
    delayed: { 2: 1.2, 1: 0.9, 0: 0.6, 3: 0.3 },
    replies: [
      { by: 'greta', after: 3, to: 3, says: 'How does this work together with the migration mode of CMMA?' },
      { by: 'anton', after: 4, to: 3, toReply: 0, says: 'CMMA has its own bits, it does not look at the keys.' },
      { by: 'greta', after: 4.5, to: 0, says: 'Then I am happy:', trailers: ['Reviewed-by'] },
    ],
  },
  {
    name: 'gisa-alert',
    by: 'greta',
    at: 'Tue 10:44',
    title: 'KVM: s390: Enable the GISA alert once per guest',
    patches: [
      {
        title: 'KVM: s390: Enable the GISA alert once per guest',
        why: 'The alert is enabled for each adapter that is registered, and disabled\nfor the first one that goes – so that the others are never heard again.',
        files: ['arch/s390/kvm/interrupt.c'],
        size: 2,
        trailers: ['Suggested-by: Anton Weissenberg <antonw@zframe.example>'],
      },
    ],
    encoding: 'quoted-printable',
    replies: [
      { by: 'anton', after: 1, to: 0, says: '', trailers: ['Reviewed-by'] },
      { by: 'greta', after: 49, to: 0, says: 'Applied to s390/kvm next.' },
    ],
  },
  {
    name: 'unit-tests-sie',
    by: 'anton',
    at: 'Thu 15:02',
    tree: 'kvm-unit-tests',
    version: 2,
    title: 's390x: sie: Check that the host primary address space is kept',
    changes: ['Use the library for the address spaces.'],
    patches: [
      {
        title: 's390x: sie: Check that the host primary address space is kept',
        why: 'SIE used to come back with the one of the guest.',
        files: ['s390x/sie.c', 'lib/s390x/sie.c'],
        size: 2,
      },
    ],
  },
  {
    name: 'vsie-shadow',
    by: 'greta',
    at: 'Fri 13:40',
    title: 'KVM: s390: vsie: Shadow tables of three levels',
    about: `The shadow of a nested guest always has four levels, one more than most guests
use. Take as many as the guest does.`,
    patches: [
      {
        title: 'KVM: s390: vsie: Keep the level with the shadow',
        why: 'It was worked out in three places.',
        files: ['arch/s390/kvm/vsie.c', 'arch/s390/kvm/gaccess.c'],
        size: 2,
      },
      {
        title: 'KVM: s390: vsie: Allocate the levels that are used',
        why: 'Saves 16 KiB for each nested guest.',
        files: ['arch/s390/kvm/vsie.c'],
        size: 2,
      },
    ],
    replies: [
      {
        by: 'robot',
        after: 11,
        to: 2,
        quotes: false,
        says: 'Hi Greta,\n\nkernel test robot noticed the following build errors:\n\n>> arch/s390/kvm/vsie.c:902:9: error: too few arguments to function call',
      },
    ],
  },
]
