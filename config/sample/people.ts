import type { Address } from '#src/mail/message.ts'

/** Everybody here is invented; the domains are reserved for examples (RFC 2606). */
export const people = {
  maya: { name: 'Maya Thornquist', email: 'maya.thornquist@quarrychip.example' },
  tomas: { name: 'Tomas Hollander', email: 'thollander@cloudmoor.example' },
  chidi: { name: 'Okafor, Chidi', email: 'chidi.okafor@silverfen.example' },
  wei: { name: '李伟', email: 'wei.li@jadefabric.example' },
  asa: { name: 'Åsa Lindqvist', email: 'asa@nordarm.example' },
  jose: { name: 'José Ibáñez', email: 'jose.ibanez@nordarm.example' },
  ravi: { name: 'Ravi Kulkarni', email: 'rkulkarni@bluekite.example' },
  mai: { name: 'Nguyễn Thị Mai', email: 'mai.nguyen@sunstone.example' },
  priya: { name: 'Priya Raman', email: 'priya.raman@sunstone.example' },
  greta: { name: 'Greta Vollmer', email: 'vollmer@zframe.example' },
  anton: { name: 'Anton Weissenberg', email: 'antonw@zframe.example' },
  lukasz: { name: 'Łukasz Wróbel', email: 'lukasz.wrobel@powerden.example' },
  hana: { name: 'Hana Morita', email: 'hana.morita@loongwerk.example' },
  pete: { name: 'Pete Garrick', email: 'pete@garrick.example' },
  nadia: { name: 'Nadia Benhaddou', email: 'nadia@benhaddou.example' },
  olu: { name: 'Oluwaseun Adeyemi', email: 'olu.adeyemi@cloudmoor.example' },
  erik: { name: 'Erik Sandvik', email: 'erik.sandvik@virtlab.example' },
  ines: { name: 'Inês Carvalho', email: 'ines@carvalho.example' },
  sam: { name: 'Sam Whitfield', email: 'swhitfield@netforge.example' },
  robot: { name: 'kernel test robot', email: 'lkp@intel.com' },
} as const satisfies Record<string, Address>

export type Person = keyof typeof people
