import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readMaintainers, sectionsOfPath, subsystemsOf } from '#src/tag/maintainers.ts'

const table = readMaintainers(`List of maintainers
===================

	F:	a line of the explanation at the top

THE NET
M:	Jane Roe <jane@example.org>
F:	net/
X:	net/ipv6/

ONE LEVEL
F:	net/*

ONE FILE
F:	net/core/dev.c

PREFIX
F:	net/core/dev

NAMES
N:	tegra
N:	[^a-z]meson # with a comment

FORGOTTEN SLASH
F:	Documentation/net

ANY DEPTH
F:	fs/**/*foo*.c

WILD START
F:	*/kconfig*

LAST LINE DECIDES
F:	sound/soc/codecs/x.c
F:	sound/

BROKEN (HERE
F:	weird+name(1).c
N:	(unclosed

THE REST
F:	*
F:	*/
`)

describe('MAINTAINERS', () => {
  it('puts the most specific section first', () => {
    expect(sectionsOfPath('net/core/dev.c', table)).toEqual(['ONE FILE', 'PREFIX', 'THE NET', 'THE REST'])
  })

  it('leaves out what X: excludes', () => {
    expect(sectionsOfPath('net/ipv6/route.c', table)).toEqual(['THE REST'])
  })

  it('takes a file pattern for its own level only, and as a prefix', () => {
    expect(sectionsOfPath('net/socket.c', table)).toEqual(['ONE LEVEL', 'THE NET', 'THE REST'])
    expect(sectionsOfPath('net/core/device.c', table)).toEqual(['PREFIX', 'THE NET', 'THE REST'])
    expect(sectionsOfPath('net/core/deep/x.c', table)).toEqual(['THE NET', 'THE REST'])
  })

  it('takes N: as an expression over the path, comments and white space gone', () => {
    expect(sectionsOfPath('drivers/soc/tegra/pmc.c', table)).toEqual(['NAMES', 'THE REST'])
    expect(sectionsOfPath('drivers/meson.c', table)).toEqual(['NAMES', 'THE REST'])
  })

  it('forgives a directory without its slash', () => {
    expect(sectionsOfPath('Documentation/net/deep/x.rst', table)).toContain('FORGOTTEN SLASH')
  })

  it('crosses directories with **', () => {
    expect(sectionsOfPath('fs/a/b/myfoo1.c', table)).toContain('ANY DEPTH')
  })

  it('ranks a pattern that begins with * below everything', () => {
    expect(sectionsOfPath('tools/kconfig.h', table)).toEqual(['WILD START', 'THE REST'])
  })

  it('lets the last matching line of a section decide, as the script does', () => {
    expect(sectionsOfPath('sound/soc/codecs/x.c', table)).toEqual(['LAST LINE DECIDES', 'THE REST'])
  })

  it('takes other signs literally and survives broken expressions', () => {
    expect(sectionsOfPath('weird+name(1).c', table)).toContain('BROKEN (HERE')
  })

  it('names THE REST only where nothing else matches', () => {
    expect(subsystemsOf(['Makefile'], table)).toEqual(['THE REST'])
    expect(subsystemsOf(['Makefile', 'net/socket.c', 'net/core/dev.c'], table)).toEqual([
      'ONE LEVEL',
      'THE NET',
      'ONE FILE',
      'PREFIX',
    ])
    expect(subsystemsOf([], table)).toEqual([])
  })

  it('has nothing to say of a path that is no path', () => {
    expect(sectionsOfPath(`net/${'x'.repeat(1_000_000)}`, table)).toEqual([])
  })

  it('reads the compact table of KVM’s own sections', () => {
    const own = readMaintainers(readFileSync(new URL('../../config/kvm-subsystems.txt', import.meta.url), 'utf8'))
    expect(subsystemsOf(['arch/x86/kvm/vmx/vmx.c'], own)).toEqual(['KERNEL VIRTUAL MACHINE FOR X86 (KVM/x86)'])
    expect(subsystemsOf(['virt/kvm/guest_memfd.c'], own)[0]).toBe('KVM GUEST_MEMFD')
    expect(subsystemsOf(['tools/testing/selftests/kvm/s390x/memop.c'], own)[0]).toContain('KVM/s390')
    expect(subsystemsOf(['mm/gup.c'], own)).toEqual(['THE REST'])
  })
})
