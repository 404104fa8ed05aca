import { describe, expect, it } from 'vitest'
import { displayName, formatAddress, printedPerson, sameEmail } from '#src/mail/address.ts'
import { readAddressList } from '#src/mail/address-list.ts'
import { isRobot } from '#src/mail/is-robot.ts'

describe('an address list', () => {
  it.each<[string, readonly (readonly [string, string])[]]>([
    ['Jane Doe <jane@example.org>', [['Jane Doe', 'jane@example.org']]],
    ['jane@example.org', [['', 'jane@example.org']]],
    ['<jane@example.org>', [['', 'jane@example.org']]],
    ['jane@example.org (Jane Doe)', [['Jane Doe', 'jane@example.org']]],
    [
      '"Doe, Jane" <jane@example.org>, a@b.org',
      [
        ['Doe, Jane', 'jane@example.org'],
        ['', 'a@b.org'],
      ],
    ],
    ['"Jane \\"J\\" Doe" <jane@example.org>', [['Jane "J" Doe', 'jane@example.org']]],
    ['Jane   Doe\t<jane@example.org>', [['Jane Doe', 'jane@example.org']]],
    ['Jane (zzz) Doe <jane@example.org> (Comment)', [['Jane (zzz) Doe (Comment)', 'jane@example.org']]],
    [
      'friends: a@b.org, c@d.org;',
      [
        ['friends:', 'a@b.org'],
        ['', 'c@d.org'],
      ],
    ],
    ['undisclosed-recipients:;', []],
    ['undisclosed-recipients:;, Jane <jane@example.org>', [['Jane', 'jane@example.org']]],
    [', ,', []],
    ['Doe, Jane <jane@example.org>', [['Doe, Jane', 'jane@example.org']]],
    ['Doe, Jr., Jane <jane@example.org>', [['Doe, Jr., Jane', 'jane@example.org']]],
    [
      'Jane <jane@example.org>, Roe, Rick <rick@example.org>',
      [
        ['Jane', 'jane@example.org'],
        ['Roe, Rick', 'rick@example.org'],
      ],
    ],
    [
      'jane, <rick@example.org>',
      [
        ['jane', ''],
        ['', 'rick@example.org'],
      ],
    ],
    ['Jane <jane@example.org', [['Jane', 'jane@example.org']]],
  ])('%s', (header, expected) => {
    expect(readAddressList(header).map(({ name, email }) => [name, email])).toEqual(expected)
  })
})

describe('an address', () => {
  it('is the same mailbox for all cases, tags and one level of sub-domain', () => {
    expect(sameEmail('Foo@Linux.Intel.com', 'foo@intel.com')).toBe(true)
    expect(sameEmail('foo+kvm@example.org', 'foo@example.org')).toBe(true)
    expect(sameEmail('foo@linux.ibm.com', 'foo@us.ibm.com')).toBe(true)
    expect(sameEmail('foo@example.org', 'bar@example.org')).toBe(false)
    expect(sameEmail('foo@example.co.uk', 'foo@other.co.uk')).toBe(false)
    expect(sameEmail('foo@example.org', 'foo@example.com')).toBe(false)
  })

  it('is written with quotes where the name needs them', () => {
    expect(formatAddress({ name: 'Doe, Jane', email: 'j@x.org' })).toBe('"Doe, Jane" <j@x.org>')
    expect(formatAddress({ name: 'Jane Doe', email: 'j@x.org' })).toBe('Jane Doe <j@x.org>')
    expect(formatAddress({ name: '', email: 'j@x.org' })).toBe('j@x.org')
  })

  it('lends its local part to people without a name, and itself in JSON lines', () => {
    expect(displayName({ name: '', email: 'jane@x.org' })).toBe('jane')
    expect(displayName({ name: '\u115f\u200b', email: 'jane@x.org' })).toBe('jane')
    expect(displayName({ name: 'Evil\u0085Paolo\u2028Bonzini', email: 'e@x.org' })).toBe('Evil Paolo Bonzini')
    expect(printedPerson({ name: '', email: 'jane@x.org' })).toEqual({ name: 'jane@x.org', email: 'jane@x.org' })
  })
})

describe('a robot', () => {
  it.each([
    ['kernel test robot', 'lkp@intel.com', true],
    ['syzbot', 'syzbot+0123@syzkaller.appspotmail.com', true],
    ['', 'patchwork-bot+netdevbpf@kernel.org', true],
    ['pr-tracker-bot', 'pr-tracker-bot@kernel.org', true],
    ['', 'sashiko-bot@kernel.org', true],
    ['tip-bot2 for Jane Doe', 'tip-bot2@linutronix.de', true],
    ['Jane Doe', 'jane@intel.com', false],
    ['Arnd Talbot', 'arnd@talbot.example', false],
    ['Jane Abbot', 'jane@example.org', false],
  ])('%s <%s>: %s', (name, email, expected) => {
    expect(isRobot({ name, email })).toBe(expected)
  })
})
