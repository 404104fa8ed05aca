import type { Story } from '../story.ts'

/** Mails that reach the list because of a Cc: most of them touch nothing of KVM. */
export const otherTreeStories: readonly Story[] = [
  {
    name: 'vhost-net-batch',
    by: 'sam',
    at: 'Tue 14:44',
    treeAfter: 'net-next',
    version: 3,
    title: 'vhost-net: Batch small packets',
    about: 'Collect up to 64 packets before the guest is told. 23 % more packets a second with one queue.',
    patches: [
      {
        title: 'vhost: Let a backend hold completions back',
        why: 'Nothing uses it yet.',
        files: ['drivers/vhost/vhost.c', 'drivers/vhost/vhost.h'],
        size: 2,
      },
      {
        title: 'vhost-net: Hold small packets back',
        why: 'Up to 64, or until the queue is empty.',
        files: ['drivers/vhost/net.c'],
        size: 3,
      },
    ],
    replies: [{ by: 'nadia', after: 3, to: 2, says: 'What does it do to latency?' }],
  },
  {
    name: 'vfio-pm',
    by: 'ravi',
    at: 'Wed 17:33',
    version: 5,
    title: 'vfio/pci: Let idle devices sleep',
    about: 'Devices that no guest uses stay in D0 today. Let them go to D3hot after a second.',
    patches: [
      {
        title: 'vfio/pci: Count the users of a device',
        why: 'Opens and mappings alike.',
        files: ['drivers/vfio/pci/vfio_pci_core.c'],
        size: 2,
      },
      {
        title: 'vfio/pci: Put unused devices to sleep',
        why: 'With a parameter to turn it off.',
        files: ['drivers/vfio/pci/vfio_pci_core.c', 'include/linux/vfio_pci_core.h'],
        size: 2,
      },
    ],
    replies: [{ by: 'sam', after: 14, to: 0, says: '', trailers: ['Tested-by'] }],
  },
  {
    // A change all over the tree: 2 of 9 patches and the cover were sent to this list.
    name: 'treewide-strtobool',
    by: 'nadia',
    at: 'Wed 20:10',
    title: 'treewide: Read yes and no in one place',
    about: `Eleven places read "yes", "on" and "1" in their own way. Use kstrtobool().

Each list gets the patches that concern it.`,
    only: [0, 4, 7],
    patches: [
      {
        title: 'lib: kstrtobool: Take a length',
        why: 'For buffers that do not end.',
        files: ['lib/kstrtox.c', 'include/linux/kstrtox.h'],
      },
      { title: 'x86/mce: Use kstrtobool_n()', why: 'No change intended.', files: ['arch/x86/kernel/cpu/mce/core.c'] },
      { title: 'drm: Use kstrtobool_n()', why: 'No change intended.', files: ['drivers/gpu/drm/drm_edid_load.c'] },
      {
        title: 'KVM: Use kstrtobool_n() for module parameters',
        why: 'Now "off" works as well as "n".',
        files: ['virt/kvm/kvm_main.c'],
      },
      { title: 'net: Use kstrtobool_n()', why: 'No change intended.', files: ['net/core/sysctl_net_core.c'] },
      { title: 'fs: Use kstrtobool_n()', why: 'No change intended.', files: ['fs/fs_parser.c'] },
      {
        title: 'KVM: x86: Use kstrtobool_n() for nx_huge_pages',
        why: 'The special value "auto" stays.',
        files: ['arch/x86/kvm/mmu/mmu.c'],
      },
      { title: 'sound: Use kstrtobool_n()', why: 'No change intended.', files: ['sound/core/init.c'] },
      { title: 'lib: Remove strtobool_old()', why: 'It has no user left.', files: ['lib/kstrtox.c'] },
    ],
  },
  {
    // One patch out of the middle of a stable review.
    name: 'stable-review',
    by: 'pete',
    at: 'Thu 20:02',
    treeAfter: '6.12',
    title: '',
    cover: false,
    total: 212,
    numbers: [45],
    patches: [
      {
        title: 'KVM: x86: Clear the injected interrupt when a vCPU is reset',
        why: '6.12-stable review patch.  If anyone has any objections, please let me know.\n\n------------------\n\n[ Upstream commit 8d2c0f6e1a3b5947c0de1b2a3c4d5e6f70819203 ]\n\nIt would be delivered to the guest after INIT.',
        files: ['arch/x86/kvm/x86.c'],
      },
    ],
  },
  {
    name: 'mm-gup',
    by: 'olu',
    at: 'Fri 15:15',
    treeAfter: 'mm-unstable',
    title: 'mm: gup: Say why a page could not be pinned',
    patches: [
      {
        title: 'mm: gup: Say why a page could not be pinned',
        why: 'One errno for eight reasons is not enough to find the ninth.',
        files: ['mm/gup.c', 'include/linux/mm.h'],
        size: 2,
      },
    ],
    replies: [{ by: 'erik', after: 2, to: 0, says: 'guest_memfd would profit as well.', trailers: ['Reviewed-by'] }],
  },
]
