import { newestKept } from '#src/lib/newest-kept.ts'
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

const archWords: readonly (readonly [RegExp, Arch])[] = [
  [/^(x86|x86_64|x86-64|i386|amd64|vmx|nvmx|svm|nsvm|avic|sev|sev-es|sev-snp|snp|tdx|lapic|ept|npt|apicv)$/i, 'x86'],
  [/^(arm64|aarch64|arm|vgic|gicv[2345]|pkvm|nvhe|vhe|kvmarm)$/i, 'arm64'],
  [/^(riscv|risc-v|riscv64|rv64|aia|imsic)$/i, 'riscv'],
  [/^(s390|s390x|vsie|gmap|vfio-ap|vfio-ccw|vfio_ap|vfio_ccw)$/i, 's390'],
  [/^(powerpc|ppc|ppc64|ppc32|book3s|booke|spapr|pseries|powernv)$/i, 'powerpc'],
  [/^(loongarch|loongarch64|longarch)$/i, 'loongarch'],
  [/^(mips|mips64|loongson3)$/i, 'mips'],
]

/** Longer titles are nobody's; words are looked for up to here. */
const longestTitle = 1000

function archsInWords(title: string): Arch[] {
  const whole = title.slice(0, longestTitle).split(/[^\w-]+/)
  // `kvm-arm64`, but not the parts of `RISC-V` and `vfio-ap`.
  const words = whole.flatMap((word) => (/^kvm-/i.test(word) ? word.split('-') : [word]))
  return words.flatMap(archsOfWord)
}

/** Titles have few words: what each says is remembered. */
const known = newestKept<string, readonly Arch[]>(10_000)

function archsOfWord(word: string): readonly Arch[] {
  const before = known.get(word)
  if (before !== undefined) return before
  const archs = archWords.filter(([pattern]) => pattern.test(word)).map(([, name]) => name)
  known.set(word, archs)
  return archs
}
