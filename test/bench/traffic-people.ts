import type { Chance } from '../../config/sample/random.ts'
import type { Address } from '#src/mail/message.ts'

/** Domains are reserved for examples (RFC 2606); the robot's address is the one by which robots are known. */
export const robot: Address = { name: 'kernel test robot', email: 'lkp@intel.com' }
export const kvmList: Address = { name: '', email: 'kvm@vger.kernel.org' }

const given = 'Maya Tomas Wei Åsa José Ravi Mai Greta Łukasz Hana Pete Olu Inês Sam Björn Zoë Dmitri Yuki'.split(' ')
const family = 'Thornquist,Hollander,Lindqvist,Ibáñez,Kulkarni,Vollmer,Wróbel,Morita,Garrick,Sandvik'.split(',')
const domains = 'quarrychip cloudmoor silverfen jadefabric nordarm bluekite sunstone zframe loongwerk'.split(' ')

/** 180 people; every tenth writes `Family, Given`, which must be quoted in a header. */
const people: readonly Address[] = given.flatMap((first, row) =>
  family.map((last, column) => {
    const domain = domains[(row * 7 + column * 3) % domains.length] ?? 'kernel'
    const name = column === 3 ? `${last}, ${first}` : `${first} ${last}`
    return { name, email: `${ascii(first)}.${ascii(last)}@${domain}.example`.toLowerCase() }
  }),
)

/** A few write most of the mail. */
export function somebody(chance: Chance): Address {
  const place = Math.min(chance.int(people.length), chance.int(people.length), chance.int(people.length))
  return people[place] ?? robot
}

/** The Cc of a series: maintainers and other lists, ten in the median, sometimes many more. */
export function ccOf(chance: Chance): readonly Address[] {
  const count = chance.int(10) === 0 ? 20 + chance.int(25) : 3 + chance.int(12)
  const lists = ['linux-kernel', 'linux-arm-kernel', 'kvm-riscv', 'linux-s390'].slice(0, 1 + chance.int(3))
  return [
    ...new Set(Array.from({ length: count }, () => somebody(chance))),
    ...lists.map((list) => ({ name: '', email: `${list}@lists.example` })),
  ]
}

function ascii(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
}
