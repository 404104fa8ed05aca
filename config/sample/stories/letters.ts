import type { LetterStory } from '../story.ts'

export const letters: readonly LetterStory[] = [
  {
    name: 'pull-arm64',
    by: 'asa',
    at: 'Fri 16:40',
    subject: '[GIT PULL] KVM/arm64 fixes for 7.3, take #2',
    text: `Hi all,

Here is the second batch of fixes for 7.3: a deadlock in the vgic, and two small
ones in the nested code.

Please pull,

	Åsa

The following changes since commit 9b1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3d4:

  Linux 7.3-rc3 (2026-10-25 14:12:07 -0700)

are available in the Git repository at:

  https://git.example.org/asa/linux.git tags/kvmarm-fixes-7.3-2

for you to fetch changes up to 3fa1c0de77b2a5948f60718293a4b5c6d7e8f901:

  KVM: arm64: vgic: Drop the LPI reference before the lock (2026-11-04 14:02:11 +0000)

----------------------------------------------------------------
KVM/arm64 fixes for 7.3, take #2

----------------------------------------------------------------
José Ibáñez (1):
      KVM: arm64: vgic: Drop the LPI reference before the lock

Ravi Kulkarni (2):
      KVM: arm64: nv: Clear the VNCR mapping on reset
      KVM: arm64: nv: Fix the order of two traps

 arch/arm64/kvm/nested.c        | 14 +++++++++-----
 arch/arm64/kvm/vgic/vgic-its.c |  5 +++--
 2 files changed, 12 insertions(+), 7 deletions(-)
`,
    replies: [{ by: 'olu', after: 3, to: 0, says: 'Pulled, thanks.' }],
  },
  {
    name: 'pull-riscv',
    by: 'priya',
    at: 'Sat 06:15',
    subject: '[GIT PULL] KVM/riscv fixes for 7.3, take #1',
    text: `Hi,

One fix for RISC-V: hstateen was not restored when a vCPU moved.

The following changes since commit 9b1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3d4:

  Linux 7.3-rc3 (2026-10-25 14:12:07 -0700)

are available in the Git repository at:

  https://git.example.org/priya/linux.git tags/kvm-riscv-fixes-7.3-1

for you to fetch changes up to 77aa88bb99cc00dd11ee22ff33445566778899aa:

  RISC-V: KVM: Restore hstateen on every load (2026-11-04 05:01:00 +0000)

----------------------------------------------------------------
Priya Raman (1):
      RISC-V: KVM: Restore hstateen on every load

 arch/riscv/kvm/vcpu.c | 3 ++-
 1 file changed, 2 insertions(+), 1 deletion(-)
`,
  },
  {
    name: 'queue-robot',
    by: 'robot',
    at: 'Thu 02:40',
    subject: "[kvm:queue 29/32] arch/x86/kvm/pmu.c:214:17: warning: variable 'fixed' set but not used",
    text: `tree:   https://git.example.org/kvm/kvm.git queue
head:   0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c
commit: 5a69788796a5b4c3d2e1f00f1e2d3c4b5a697887 [29/32] KVM: x86/pmu: Count the fixed ones
config: i386-randconfig-061-20261104
compiler: gcc-14 (Debian 14.2.0-19) 14.2.0

If you fix the issue in a separate patch/commit (i.e. not just a new version of
the same patch/commit), kindly add following tags
| Reported-by: kernel test robot <lkp@intel.com>

All warnings (new ones prefixed by >>):

>> arch/x86/kvm/pmu.c:214:17: warning: variable 'fixed' set but not used [-Wunused-but-set-variable]
`,
  },
  {
    name: 'call-agenda',
    by: 'olu',
    at: 'Tue 20:30',
    subject: 'KVM upstream call, Wednesday 4 November: agenda',
    text: `Hi all,

the usual hour, the usual place. On the agenda so far:

 - lazy recovery of huge pages: where should the worker live?
 - guest timers without exits, and mixed fleets

From what I hear there will also be a word on guest_memfd. Add yours by replying.
`,
    replies: [{ by: 'sam', after: 1, to: 0, says: 'Yes, guest_memfd please. Ten minutes will do.' }],
  },
  {
    name: 'bug-clock',
    by: 'ines',
    at: 'Sat 21:12',
    subject: 'Guest clock runs backwards after suspend on 7.2.4',
    text: `Hello,

since 7.2.4 the clock of my guests goes back by some seconds when the host wakes up
from suspend. 7.2.3 is fine. Here is what the guest says:

[ 4711.081] clocksource: timekeeping watchdog on CPU2: kvm-clock is unstable
>From its log one would think that nothing happened.

Bisecting now; any idea is welcome.
`,
    replies: [
      {
        by: 'wei',
        after: 9,
        to: 0,
        says: 'Could be the change of the master clock. Does it happen with tsc=reliable too?',
      },
      { by: 'ines', after: 12, to: 0, toReply: 0, says: 'No, it does not. That narrows it down.' },
    ],
  },
]
