/** The architectures that KVM runs on; `generic` is KVM code that belongs to none of them. */
export const archNames = ['x86', 'arm64', 'riscv', 's390', 'powerpc', 'loongarch', 'mips', 'generic'] as const

export type Arch = (typeof archNames)[number]
