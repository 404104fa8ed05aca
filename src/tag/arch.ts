import { archNames, type Arch } from '#src/tag/arch-names.ts'
import { archOfPath, isCommonKvmPath, isElsewhere, isKvmPath } from '#src/tag/arch-paths.ts'

/**
 * The archs of a change, in the order of `archNames`: of the files touched, and where these name none, of the title's
 * words (which is how a cover is tagged before its patches arrive). `generic` for KVM's files of no arch; nothing for
 * a change outside KVM: what lies in other subsystems, and sweeps through the tree that pass by an arch. An arch's own
 * code (`arch/x86/mm`) counts on KVM's list.
 *
 * @param trees the subject's other prefixes: `kvm-unit-tests` and `kvmtool` have layouts of their own
 */
export function archsOf(paths: readonly string[], title: string, trees: readonly string[] = []): Arch[] {
  const archs = paths.map((path) => archOfPath(path) ?? (isCommonKvmPath(path, trees) ? 'generic' : undefined))
  const found = new Set(archs.filter((arch) => arch !== undefined))
  if (isSweep(paths, archs) && !isAboutKvm(title, trees) && !paths.some((path) => isKvmPath(path, trees))) return []
  const isNamed = found.size > (found.has('generic') ? 1 : 0)
  if (!isNamed && mayTrustTitle(paths, title, trees)) {
    for (const arch of archsInWords(title)) found.add(arch)
  }
  return archNames.filter((arch) => found.has(arch))
}

/** Most of the files are nobody's of the archs. */
function isSweep(paths: readonly string[], archs: readonly (Arch | undefined)[]): boolean {
  const owned = archs.filter((arch) => arch !== undefined).length
  return owned > 0 && owned * 2 < paths.length
}

/** A title that names an arch says nothing about KVM when all its files lie in other subsystems (`net: x86: …`). */
function mayTrustTitle(paths: readonly string[], title: string, trees: readonly string[]): boolean {
  return isAboutKvm(title, trees) || !paths.every(isElsewhere) || paths.length === 0
}

function isAboutKvm(title: string, trees: readonly string[]): boolean {
  return /\bkvm/i.test(title) || trees.some((tree) => /kvm/i.test(tree))
}

const archWords: Readonly<Partial<Record<Arch, string>>> = {
  x86: 'x86 x86_64 x86-64 i386 amd64 vmx nvmx svm nsvm avic sev sev-es sev-snp snp tdx lapic ept npt apicv',
  arm64: 'arm64 aarch64 arm vgic gicv2 gicv3 gicv4 gicv5 pkvm nvhe vhe kvmarm',
  riscv: 'riscv risc-v riscv64 rv64 aia imsic',
  s390: 's390 s390x vsie gmap vfio-ap vfio-ccw vfio_ap vfio_ccw',
  powerpc: 'powerpc ppc ppc64 ppc32 book3s booke spapr pseries powernv',
  loongarch: 'loongarch loongarch64 longarch',
  mips: 'mips mips64 loongson3',
}

const archOfWord: ReadonlyMap<string, Arch> = new Map(
  archNames.flatMap((arch) => (archWords[arch]?.split(' ') ?? []).map((word) => [word, arch] as const)),
)

/** Longer titles are nobody's; words are looked for up to here. */
const longestTitle = 1000

function archsInWords(title: string): Arch[] {
  const whole = title.slice(0, longestTitle).split(/[^\w-]+/)
  // `kvm-arm64`, but not the parts of `RISC-V` and `vfio-ap`.
  const words = whole.flatMap((word) => (/^kvm-/i.test(word) ? word.split('-') : [word]))
  return words.flatMap((word) => archOfWord.get(word.toLowerCase()) ?? [])
}
