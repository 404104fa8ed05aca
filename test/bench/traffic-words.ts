import type { Chance } from '../../config/sample/random.ts'

/** A corner of the tree: the subject prefix that its patches carry, and files that they touch. */
export interface Area {
  readonly prefix: string
  readonly paths: readonly string[]
  /** Goes into the first group of the subject: `kvm-unit-tests`. */
  readonly tree?: string
}

export const areas: readonly Area[] = [
  { prefix: 'KVM: x86', paths: under('arch/x86/kvm', 'x86.c cpuid.c lapic.c emulate.c pmu.c hyperv.c x86.h irq.c') },
  { prefix: 'KVM: x86/mmu', paths: under('arch/x86/kvm/mmu', 'mmu.c tdp_mmu.c spte.c spte.h paging_tmpl.h') },
  { prefix: 'KVM: VMX', paths: under('arch/x86/kvm/vmx', 'vmx.c nested.c vmx.h tdx.c posted_intr.c sgx.c') },
  { prefix: 'KVM: SVM', paths: under('arch/x86/kvm/svm', 'svm.c sev.c nested.c avic.c svm.h vmenter.S') },
  { prefix: 'KVM: arm64', paths: under('arch/arm64/kvm', 'arm.c mmu.c sys_regs.c reset.c guest.c hyp/nvhe/switch.c') },
  { prefix: 'KVM: arm64: vgic', paths: under('arch/arm64/kvm/vgic', 'vgic.c vgic-its.c vgic-v3.c vgic-init.c') },
  { prefix: 'RISC-V: KVM', paths: under('arch/riscv/kvm', 'vcpu.c mmu.c vm.c vcpu_sbi.c aia.c vcpu_timer.c') },
  { prefix: 'KVM: s390', paths: under('arch/s390/kvm', 'kvm-s390.c interrupt.c gaccess.c pv.c vsie.c priv.c') },
  { prefix: 'KVM: PPC: Book3S HV', paths: under('arch/powerpc/kvm', 'book3s_hv.c book3s_64_mmu_hv.c powerpc.c') },
  { prefix: 'LoongArch: KVM', paths: under('arch/loongarch/kvm', 'vcpu.c mmu.c exit.c timer.c intc/eiointc.c') },
  { prefix: 'KVM: MIPS', paths: under('arch/mips/kvm', 'mips.c emulate.c mmu.c vz.c') },
  { prefix: 'KVM', paths: under('virt/kvm', 'kvm_main.c eventfd.c guest_memfd.c dirty_ring.c pfncache.c irqchip.c') },
  {
    prefix: 'KVM: selftests',
    paths: under('tools/testing/selftests/kvm', 'lib/kvm_util.c x86/smm_test.c arm64/vgic.c'),
  },
  { prefix: 'vfio/pci', paths: under('drivers/vfio/pci', 'vfio_pci_core.c vfio_pci_intrs.c vfio_pci_config.c') },
  { prefix: 'vhost', paths: under('drivers/vhost', 'vhost.c net.c vdpa.c scsi.c vsock.c') },
  { prefix: 'Documentation: kvm', paths: under('Documentation/virt/kvm', 'api.rst locking.rst x86/mmu.rst') },
  {
    prefix: 'x86',
    paths: under('x86', 'vmx_tests.c svm_tests.c pmu.c apic.c Makefile.common'),
    tree: 'kvm-unit-tests',
  },
]

const verbs = 'Add,Fix,Drop,Rework,Track,Use,Move,Rename,Handle,Avoid,Allow,Check,Simplify,Split,Document'.split(',')
const things =
  'dirty logging,the vCPU run loop,nested entry,the shadow root,page table walks,irqfd routing,the memory slot lookup,steal time,guest_memfd faults,pending exceptions,lazy FPU state,posted interrupts,the TSC offset,huge page recovery,the event filter,MMIO exits,the timer backend,register save/restore'.split(
    ',',
  )
const ends =
  'on reset,for protected guests,when no IRQ chip is there,under the mmu_lock,in the fast path,across migration,before the first run,without a memslot,for nested guests,on hotplug'.split(
    ',',
  )
const clauses =
  'the guest may see a stale value,a racing thread can free it,userspace already relies on this,the check is done too late,hardware sets the bit on its own,nobody holds the lock at this point,the exit handler runs with interrupts off,the old code looked at the wrong field,both callers pass the same pointer,the documentation says otherwise,this only shows up with many vCPUs,the reference is dropped twice'.split(
    ',',
  )
const joins = ['because', 'so that', 'although', 'while', 'and then', 'but only if', 'since']

export function titleOf(area: Area, chance: Chance): string {
  const end = chance.int(2) === 0 ? ` ${chance.pick(ends)}` : ''
  return `${area.prefix}: ${chance.pick(verbs)} ${chance.pick(things)}${end}`
}

/** Paragraphs as people write them, wrapped at 72; `sentences` in all. */
export function prose(sentences: number, chance: Chance): string {
  const paragraphs: string[] = []
  for (let left = sentences; left > 0;) {
    const here = Math.min(left, 1 + chance.int(4))
    left -= here
    paragraphs.push(wrap(Array.from({ length: here }, () => sentence(chance)).join(' ')))
  }
  return paragraphs.join('\n\n')
}

export function remark(chance: Chance): string {
  const openings = ['Hmm,', 'I think', 'Are you sure that', 'Nit:', 'Right,', 'Maybe', 'As far as I can see', 'No,']
  return wrap(`${chance.pick(openings)} ${chance.pick(clauses)}. ${prose(1 + chance.int(2), chance)}`)
}

function sentence(chance: Chance): string {
  const text = `${chance.pick(verbs)} ${chance.pick(things)} ${chance.pick(ends)} ${chance.pick(joins)} ${chance.pick(clauses)}.`
  return chance.int(40) === 0 ? text.replace('.', ' – it’s “undefined” otherwise.') : text
}

function wrap(text: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length >= 72) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join('\n')
}

function under(dir: string, names: string): readonly string[] {
  return names.split(' ').map((name) => `${dir}/${name}`)
}
