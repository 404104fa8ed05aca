import { describe, expect, it } from 'vitest'
import { addressesOf, canonicalAddress, noMailmap, readMailmap } from '#src/mail/mailmap.ts'

const mailmap = readMailmap(`# people
Jane Doe <jane@example.org>
<jane@example.org> <jane@old.example>
Joe Roe <joe@example.org> <joe@laptop>
Ann Poe <ann@example.org> root <root@localhost>
Bob Moe <bob@example.org> bob <root@localhost> # both were root
nonsense
`)

describe('a mailmap', () => {
  it.each([
    ['jane', 'Jane@Example.org', 'Jane Doe', 'Jane@Example.org'],
    ['jane', 'jane@old.example', 'jane', 'jane@example.org'],
    ['joe', 'joe@laptop', 'Joe Roe', 'joe@example.org'],
    ['root', 'root@localhost', 'Ann Poe', 'ann@example.org'],
    ['Bob', 'root@localhost', 'Bob Moe', 'bob@example.org'],
    ['eve', 'root@localhost', 'eve', 'root@localhost'],
    ['Eve', 'eve@example.org', 'Eve', 'eve@example.org'],
  ])('knows %s <%s> as %s <%s>', (name, email, properName, properEmail) => {
    expect(canonicalAddress({ name, email }, mailmap)).toEqual({ name: properName, email: properEmail })
  })

  it('changes nobody when there is none', () => {
    expect(canonicalAddress({ name: 'jane', email: 'jane@old.example' }, noMailmap).name).toBe('jane')
  })

  it('knows all addresses of a person, whichever one is asked with', () => {
    const ofJane = ['jane@example.org', 'jane@old.example']
    expect(addressesOf('Jane@old.example', mailmap).toSorted()).toEqual(ofJane)
    expect(addressesOf('jane@example.org', mailmap).toSorted()).toEqual(ofJane)
    expect(addressesOf('eve@example.org', mailmap)).toEqual(['eve@example.org'])
  })
})
