import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { webAddress } from '#src/notice/web-address.ts'

test('an address of the archive stays as it is', () => {
  const url = 'https://lore.kernel.org/kvm/20260202144557.1771203-1-farman@linux.ibm.com/'
  expect(webAddress({ url }, 512)).toBe(url)
})

test('characters that markup is made of are escaped', () => {
  expect(webAddress({ url: 'https://lore.kernel.org/kvm/a|b>c)d(e]f[g*h_i`/' }, 512)).toBe(
    'https://lore.kernel.org/kvm/a%7Cb%3Ec%29d%28e%5Df%5Bg%2Ah%5Fi%60/',
  )
})

test('what is no web address, names a password, or is too long gives none', () => {
  for (const url of ['javascript:alert(1)', 'data:text/html,x', '', 'nowhere', 'https://user:pass@evil.example/']) {
    expect(webAddress({ url }, 512)).toBeUndefined()
  }
  expect(webAddress({ url: `https://lore.kernel.org/${'x'.repeat(600)}` }, 512)).toBeUndefined()
  expect(webAddress(undefined, 512)).toBeUndefined()
})

test('whatever a message id holds, the address leads to the same host and breaks no markup', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point)) }),
      (id) => {
        const url = webAddress({ url: `https://lore.kernel.org/kvm/${id}` }, 4000)
        expect(url).toMatch(/^https:\/\/lore\.kernel\.org\/[^|<>()[\]`*_~\\\s"']*$/)
      },
    ),
    { seed: 7 },
  )
})
