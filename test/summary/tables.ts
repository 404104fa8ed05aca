import { noMailmap } from '#src/mail/mailmap.ts'
import { readMaintainers } from '#src/tag/maintainers.ts'
import type { Tables } from '#src/tag/tables.ts'

export const tables: Tables = {
  maintainers: readMaintainers(
    'KVM X86\nF:\tarch/x86/kvm/\n\nKVM ARM64\nF:\tarch/arm64/kvm/\n\nTHE REST\nF:\t*\nF:\t*/\n',
  ),
  mailmap: noMailmap,
}
