import type { PatchStory, Story } from '../story.ts'

const memslots: readonly PatchStory[] = [
  {
    title: 'KVM: Look memslots up by interval',
    why: 'The tree is there already, only this caller walked the list.',
    files: ['virt/kvm/kvm_main.c', 'include/linux/kvm_host.h'],
    size: 2,
  },
  {
    title: 'KVM: Allow 65536 memslots',
    why: 'The limit dates from when they were an array.',
    files: ['include/linux/kvm_host.h', 'Documentation/virt/kvm/api.rst'],
  },
  {
    title: 'KVM: selftests: Make as many memslots as there can be',
    why: 'Takes 3 s, so it is behind a flag.',
    files: ['tools/testing/selftests/kvm/set_memory_region_test.c'],
    size: 2,
  },
]

const manyMemslots: Story = {
  name: 'many-memslots',
  by: 'erik',
  at: 'Mon 14:30',
  title: 'KVM: More memslots for memory devices',
  about: `virtio-mem and friends want to plug memory in small blocks. This series raises
the limit of memslots, after making the last slow lookup fast.`,
  patches: memslots,
  replies: [
    { by: 'olu', after: 2, to: 2, says: 'Why 65536? The id has 16 bits, and one bit pattern means "deleted".' },
    { by: 'erik', after: 18, to: 2, toReply: 0, says: 'Right, it has to be 65535. Will fix.' },
  ],
}

export const genericStories: readonly Story[] = [
  manyMemslots,
  {
    ...manyMemslots,
    version: 2,
    at: 'Fri 08:05',
    changes: ['65535, since one id is taken (Oluwaseun).'],
    patches: memslots.map((patch, place) => (place === 1 ? { ...patch, title: 'KVM: Allow 65535 memslots' } : patch)),
    replies: [{ by: 'olu', after: 1, to: 0, says: '', trailers: ['Reviewed-by'] }],
  },
  {
    name: 'api-typos',
    by: 'nadia',
    at: 'Tue 19:55',
    title: 'Documentation: KVM: Fix the numbering of the ioctls',
    patches: [
      {
        title: 'Documentation: KVM: Fix the numbering of the ioctls',
        why: 'Three sections were called 4.131.',
        files: ['Documentation/virt/kvm/api.rst'],
        size: 3,
      },
    ],
    replies: [{ by: 'maya', after: 12, to: 0, says: '', trailers: ['Reviewed-by'] }],
  },
  {
    name: 'guest-memfd-list',
    by: 'sam',
    at: 'Thu 10:00',
    title: 'KVM: guest_memfd: Report ranges that are shared',
    about: `Userspace has to keep its own copy of which ranges are private. Let it ask.

Tested on x86 only.`,
    patches: [
      {
        title: 'KVM: guest_memfd: Keep the ranges in a maple tree',
        why: 'Instead of one bit for each page.',
        files: ['virt/kvm/guest_memfd.c'],
        size: 3,
      },
      {
        title: 'KVM: guest_memfd: Add an ioctl that lists shared ranges',
        why: 'As many as fit into the buffer.',
        files: ['virt/kvm/guest_memfd.c', 'include/uapi/linux/kvm.h'],
        size: 2,
      },
      {
        title: 'KVM: selftests: List shared ranges',
        why: 'Share every second page, and count.',
        files: ['tools/testing/selftests/kvm/guest_memfd_test.c'],
        size: 2,
      },
    ],
    replies: [
      {
        by: 'erik',
        after: 4,
        to: 2,
        says: 'Please make the struct extensible: a size in front, as newer calls have it.',
      },
      { by: 'chidi', after: 8, to: 0, says: 'We need this for SNP, so +1 for the idea.', trailers: ['Acked-by'] },
    ],
  },
  {
    name: 'eventfd-order',
    by: 'ines',
    at: 'Sun 17:20',
    title: 'KVM: eventfd: Release irqfds in the order they came',
    patches: [
      {
        title: 'KVM: eventfd: Release irqfds in the order they came',
        why: 'The list was walked backwards for no reason that is written down.',
        files: ['virt/kvm/eventfd.c'],
      },
    ],
  },
]
