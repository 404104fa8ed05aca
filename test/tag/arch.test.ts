import { describe, expect, it } from 'vitest'
import { archsOf } from '#src/tag/arch.ts'

function archsOfPath(path: string, trees: readonly string[] = []): readonly string[] {
  return archsOf([path], 'no words of use', trees)
}

describe('archs', () => {
  it.each([
    ['arch/x86/kvm/vmx/vmx.c', 'x86'],
    ['arch/arm64/kvm/hyp/nvhe/switch.c', 'arm64'],
    ['arch/arm/kvm/arm.c', 'arm64'],
    ['arch/riscv/include/uapi/asm/kvm.h', 'riscv'],
    ['arch/s390/mm/gmap.c', 's390'],
    ['arch/powerpc/kvm/book3s_hv.c', 'powerpc'],
    ['arch/loongarch/kvm/vcpu.c', 'loongarch'],
    ['arch/mips/kvm/mips.c', 'mips'],
    ['include/kvm/arm_vgic.h', 'arm64'],
    ['include/linux/irqchip/arm-vgic-info.h', 'arm64'],
    ['drivers/s390/crypto/vfio_ap_ops.c', 's390'],
    ['Documentation/virt/kvm/arm/pkvm.rst', 'arm64'],
    ['Documentation/virt/kvm/x86/mmu.rst', 'x86'],
    ['Documentation/virt/kvm/s390/s390-diag.rst', 's390'],
    ['Documentation/virt/kvm/devices/arm-vgic-v3.rst', 'arm64'],
    ['Documentation/arch/s390/vfio-ap.rst', 's390'],
    ['tools/arch/arm64/include/asm/sysreg.h', 'arm64'],
    ['tools/testing/selftests/kvm/x86/smm_test.c', 'x86'],
    ['tools/testing/selftests/kvm/x86_64/smm_test.c', 'x86'],
    ['tools/testing/selftests/kvm/aarch64/vgic_init.c', 'arm64'],
    ['tools/testing/selftests/kvm/lib/s390x/processor.c', 's390'],
    ['tools/testing/selftests/kvm/include/riscv/sbi.h', 'riscv'],
    ['tools/testing/selftests/kvm/lib/loongarch/processor.c', 'loongarch'],
    ['target/i386/kvm/kvm.c', 'x86'],
    ['target/arm/kvm.c', 'arm64'],
    ['target/ppc/kvm.c', 'powerpc'],
    ['hw/s390x/s390-pci-vfio.c', 's390'],
    ['hw/intc/arm_gicv3_kvm.c', 'arm64'],
    ['linux-headers/asm-loongarch/kvm.h', 'loongarch'],
    ['x86/vmx_tests.c', 'x86'],
    ['arm/pmu.c', 'arm64'],
    ['lib/arm64/asm/sysreg.h', 'arm64'],
    ['s390x/sie.c', 's390'],
    ['lib/s390x/interrupt.c', 's390'],
    ['powerpc/sprs.c', 'powerpc'],
    ['riscv/sbi.c', 'riscv'],
    ['arm64/include/kvm/kvm-config-arch.h', 'arm64'],
  ])('of %s is %s', (path, arch) => {
    expect(archsOfPath(path)).toEqual([arch])
  })

  it.each([
    'virt/kvm/kvm_main.c',
    'include/linux/kvm_host.h',
    'include/uapi/linux/kvm.h',
    'tools/testing/selftests/kvm/dirty_log_test.c',
    'tools/testing/selftests/kvm/lib/kvm_util.c',
    'Documentation/virt/kvm/api.rst',
    'accel/kvm/kvm-all.c',
  ])('of %s is generic', (path) => {
    expect(archsOfPath(path)).toEqual(['generic'])
  })

  it('is generic for what kvm-unit-tests and kvmtool share', () => {
    expect(archsOfPath('scripts/runtime.bash', ['kvm-unit-tests'])).toEqual(['generic'])
    expect(archsOfPath('virtio/net.c', ['kvmtool'])).toEqual(['generic'])
    expect(archsOfPath('scripts/runtime.bash')).toEqual([])
  })

  it.each([
    'mm/gup.c',
    'net/vmw_vsock/af_vsock.c',
    'drivers/vfio/pci/vfio_pci_core.c',
    'lib/bitmap.c',
    'arch/alpha/kernel/smp.c',
    'arch/arm/mach-imx/cpu.c',
    'arch/riscv/boot/dts/sifive/fu540.dtsi',
    'tools/testing/selftests/arm64/tags/tags_test.c',
    'tools/testing/selftests/x86/sigreturn.c',
    'tools/perf/arch/x86/util/event.c',
  ])('of %s is none', (path) => {
    expect(archsOfPath(path)).toEqual([])
    expect(archsOf([path], 'x86: riscv: words that mean nothing here')).toEqual([])
  })

  it.each([
    ['arch/x86/include/asm/kvm_host.h', ['x86']],
    ['arch/x86/include/uapi/asm/kvm_para.h', ['x86']],
    ['arch/x86/kernel/kvm.c', ['x86']],
    ['arch/x86/virt/svm/sev.c', ['x86']],
    ['arch/x86/include/asm/cpufeatures.h', ['x86']],
    ['arch/arm64/include/asm/kvm_asm.h', ['arm64']],
    ['arch/arm/include/asm/kvm_emulate.h', ['arm64']],
    ['arch/s390/kvm/interrupt.c', ['s390']],
    ['arch/s390/kernel/uv.c', ['s390']],
    ['virt/lib/irqbypass.c', ['generic']],
    ['drivers/vfio/vfio_main.c', []],
    ['drivers/vfio/pci/vfio_pci_zdev.c', ['s390']],
    ['drivers/virt/coco/sev-guest/sev-guest.c', []],
    ['tools/testing/selftests/vfio/vfio_dma_mapping_test.c', []],
    ['tools/testing/selftests/kvm/Makefile.kvm', ['generic']],
  ] as const)('at the border of KVM: %s', (path, archs) => {
    expect(archsOfPath(path)).toEqual(archs)
  })

  it('are none of a sweep through the tree that passes by an arch, unless KVM is among it', () => {
    const sweep = ['arch/x86/mm/numa.c', 'drivers/iio/trigger.c', 'drivers/memstick/ms.c', 'lib/bitmap.c']
    expect(archsOf(sweep, 'all: replace a call where appropriate')).toEqual([])
    expect(archsOf([...sweep, 'arch/s390/kvm/kvm-s390.c'], 'all: replace a call')).toEqual(['x86', 's390'])
    expect(archsOf(sweep, 'KVM: replace a call')).toEqual(['x86'])
    expect(archsOf(sweep.slice(0, 2), 'x86/mm: replace a call')).toEqual(['x86'])
  })

  it('are several in a fixed order', () => {
    const paths = ['virt/kvm/kvm_main.c', 'arch/s390/kvm/kvm-s390.c', 'arch/x86/kvm/x86.c']
    expect(archsOf(paths, '')).toEqual(['x86', 's390', 'generic'])
  })

  it.each([
    ['KVM: arm64: Generalise RESx handling', ['arm64']],
    ['RISC-V: KVM: Add Zilsd', ['riscv']],
    ['MAINTAINERS: Replace backup for s390 vfio-pci', ['s390']],
    ['KVM: nVMX: Fix it', ['x86']],
    ['KVM: PPC: Book3S HV: Fix it', ['powerpc']],
    ['KVM: x86, arm64: Unify', ['x86', 'arm64']],
    ['KVM: Fix a typo', []],
    ['mm: alarm64bit is no arch', []],
  ])('of a cover come from its words: %s', (title, archs) => {
    expect(archsOf([], title)).toEqual(archs)
  })

  it('come from the words where the files name none', () => {
    expect(archsOf(['MAINTAINERS'], 'MAINTAINERS: Replace backup for s390 vfio-pci')).toEqual(['s390'])
    expect(archsOf(['mm/gup.c'], 'KVM: s390: pv: secure pages')).toEqual(['s390'])
    expect(archsOf(['arch/x86/kvm/x86.c'], 'KVM: arm64: words lose')).toEqual(['x86'])
  })
})
