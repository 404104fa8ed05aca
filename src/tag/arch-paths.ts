import type { Arch } from '#src/tag/arch-names.ts'

/* Which directory belongs to which arch, in the kernel, kvm-unit-tests, kvmtool and QEMU. */

/** Names that directories have in one of the trees, old ones of the selftests included. */
const archOfName: ReadonlyMap<string, Arch> = new Map([
  ['x86', 'x86'],
  ['x86_64', 'x86'],
  ['i386', 'x86'],
  ['arm64', 'arm64'],
  ['aarch64', 'arm64'],
  ['riscv', 'riscv'],
  ['s390', 's390'],
  ['s390x', 's390'],
  ['powerpc', 'powerpc'],
  ['ppc', 'powerpc'],
  ['ppc64', 'powerpc'],
  ['loongarch', 'loongarch'],
  ['loongarch64', 'loongarch'],
  ['mips', 'mips'],
])

/** Directories under which the next name is an arch's. '' is the top, as kvm-unit-tests and kvmtool have it. */
const parents: readonly string[] = [
  '',
  'arch/',
  'lib/',
  'tools/arch/',
  'tools/testing/selftests/kvm/',
  'tools/testing/selftests/kvm/lib/',
  'tools/testing/selftests/kvm/include/',
  'Documentation/',
  'Documentation/arch/',
  'Documentation/virt/kvm/',
  'drivers/',
  'target/',
  'hw/',
  'include/hw/',
  'linux-headers/asm-',
  'tests/tcg/',
  'tcg/',
]

/** Where 32-bit Arm's name stands for KVM on arm64: code that both shared, and trees whose `arm/` holds both. */
const armParents: readonly string[] = [
  '',
  'lib/',
  'target/',
  'hw/',
  'include/hw/',
  'Documentation/virt/kvm/',
  'virt/kvm/',
]

/** Beginnings that belong to an arch without naming it between slashes. */
const beginnings: readonly (readonly [string, Arch])[] = [
  ['arch/arm/kvm/', 'arm64'],
  ['arch/arm/include/asm/kvm', 'arm64'],
  ['arch/arm/include/uapi/asm/kvm', 'arm64'],
  ['include/kvm/arm_', 'arm64'],
  ['include/linux/irqchip/arm-gic', 'arm64'],
  ['include/linux/irqchip/arm-vgic', 'arm64'],
  ['Documentation/virt/kvm/devices/arm-', 'arm64'],
  ['Documentation/virt/kvm/devices/s390', 's390'],
  ['Documentation/virt/kvm/devices/xics', 'powerpc'],
  ['Documentation/virt/kvm/devices/xive', 'powerpc'],
  ['Documentation/virt/kvm/devices/mpic', 'powerpc'],
  ['Documentation/virt/kvm/s390', 's390'],
  ['Documentation/virt/kvm/ppc', 'powerpc'],
  ['Documentation/virtual/kvm/arm/', 'arm64'],
  ['Documentation/virtual/kvm/devices/arm', 'arm64'],
  ['Documentation/virtual/kvm/devices/s390', 's390'],
  ['Documentation/process/maintainer-kvm-x86', 'x86'],
  ['drivers/irqchip/irq-riscv-', 'riscv'],
  ['drivers/vfio/pci/vfio_pci_zdev', 's390'],
  ['include/uapi/linux/vfio_ccw.h', 's390'],
  ['include/uapi/linux/vfio_zdev.h', 's390'],
  ['pc-bios/s390', 's390'],
  ['hw/intc/arm_gic', 'arm64'],
  ['hw/intc/s390_flic', 's390'],
  ['hw/intc/loongarch_', 'loongarch'],
  ['hw/intc/riscv_', 'riscv'],
  ['hw/intc/xics', 'powerpc'],
  ['hw/intc/spapr_', 'powerpc'],
]

/** Boards are described under an arch's name and are no matter of KVM. */
const boards = /^arch\/[^/]{1,40}\/boot\/dts\//

/** The arch that a path names; undefined where it names none. */
export function archOfPath(path: string): Arch | undefined {
  if (boards.test(path)) return undefined
  for (const parent of parents) {
    if (!path.startsWith(parent)) continue
    const arch = archOfName.get(nameAfter(path, parent))
    if (arch !== undefined) return arch
  }
  if (armParents.some((parent) => path.startsWith(parent) && nameAfter(path, parent) === 'arm')) return 'arm64'
  return beginnings.find(([beginning]) => path.startsWith(beginning))?.[1]
}

/** The directory below `parent`; '' for a file. */
function nameAfter(path: string, parent: string): string {
  const end = path.indexOf('/', parent.length)
  return end < 0 ? '' : path.slice(parent.length, end)
}

const commonBeginnings: readonly string[] = [
  'virt/kvm/',
  'virt/lib/',
  'include/kvm/',
  'include/linux/kvm',
  'include/asm-generic/kvm',
  'include/uapi/linux/kvm',
  'include/uapi/asm-generic/kvm',
  'include/trace/events/kvm',
  'Documentation/virt/kvm/',
  'Documentation/virtual/kvm/',
  'tools/testing/selftests/kvm/',
  'tools/kvm/',
  'tools/include/uapi/linux/kvm',
  'accel/kvm/',
  'include/sysemu/kvm',
  'include/system/kvm',
  'linux-headers/linux/kvm',
]

/** A file of KVM, or of a tree that is about KVM as a whole, that no arch owns. */
export function isCommonKvmPath(path: string, trees: readonly string[]): boolean {
  if (commonBeginnings.some((beginning) => path.startsWith(beginning))) return true
  return trees.some((tree) => /^(kvm-?unit-?tests?|kut|kvm-?tool|lkvm)$/i.test(tree))
}

/** KVM's own file, of an arch or of none. */
export function isKvmPath(path: string, trees: readonly string[]): boolean {
  return /(?:^|[/_-])(?:kvm|vgic)|^virt\//i.test(path) || isCommonKvmPath(path, trees)
}

/** Directories of the kernel that hold other people's code whatever a title says. */
const elsewhere =
  /^(block|crypto|drivers|fs|init|io_uring|ipc|kernel|lib|mm|net|rust|security|sound|usr|arch)\/|^tools\/(?!testing\/selftests\/kvm\/|kvm\/)/

/** Surely no file of KVM: a driver, a file system, an arch that KVM does not run on. */
export function isElsewhere(path: string): boolean {
  return elsewhere.test(path)
}
