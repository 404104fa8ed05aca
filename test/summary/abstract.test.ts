import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { abstractOf, tagMessageOf } from '#src/summary/abstract.ts'

function abstract(...lines: readonly string[]): string {
  return abstractOf(lines.join('\n'), 500)
}

describe('an abstract', () => {
  it('is the first sentences, without the greeting', () => {
    expect(
      abstract(
        'Hi Olga, all,',
        '',
        'This series makes the frobnicator',
        'faster. It also fixes a leak.',
        '',
        'Thanks,',
        'Jane',
      ),
    ).toBe('This series makes the frobnicator faster. It also fixes a leak.')
  })

  it.each(['Hi all,', 'Hello,', 'Dear maintainers,', 'Folks,', 'Hi Paolo and Sean -', 'Ciao Paolo,', 'Good morning,'])(
    'drops "%s"',
    (greeting) => {
      expect(abstract(greeting, '', 'Fix the walk of shadow pages.')).toBe('Fix the walk of shadow pages.')
    },
  )

  it('ends before shortlog, diffstat, changelog, trailers and rulers', () => {
    for (const end of [
      'Jane Roe (3):',
      ' arch/x86/kvm/mmu.c | 12 ++--',
      'Changes since v1:',
      'v2:',
      '---',
      'Changelog:',
    ]) {
      expect(abstract('Fix the walk.', '', end, '', 'Never read this sentence.')).toBe('Fix the walk.')
    }
    expect(abstract('Fix the walk.', '', 'Signed-off-by: Jane Roe <jane@example.org>', 'Cc: stable@example.org')).toBe(
      'Fix the walk.',
    )
  })

  it('is the prose after a changelog that the cover opens with', () => {
    for (const changelog of [
      ['v3:', ' - shorter wires [Olga]', '   and thicker ones', '', 'v2: https://example.org/2', ''],
      ['v2:', '---', '* two fuses (Olga)', '', '* no lamp', ''],
      ['Changelog', '=========', '', 'v1 -> v2', '* two fuses', '', 'RFC -> v1: rebased', ''],
      ['v4: https://example.org/4', '===', '', 'v4 has two fuses.', '', 'Major changes:', '----', '- wires', '======'],
      ['Changes since v1:', '  Two fuses instead of', '  one.', ''],
    ])
      expect(abstract('Hi,', '', ...changelog, 'This series adds a switch', 'to the lamp.', '', 'v1:', '- fix')).toBe(
        'This series adds a switch to the lamp.',
      )
    expect(abstract('v2:', ' - two fuses', '', 'Jane Roe (1):', '  lamp: Add a switch', '', ' lamp.c | 2 ++')).toBe('')
  })

  it('leaves out quotes, code, logs, tables and headings', () => {
    expect(
      abstract(
        'Background',
        '==========',
        '> somebody said this',
        'The guest hangs at boot.',
        '',
        '    int code = 1;',
        '\tmore code;',
        '[    1.234567] a kernel log line',
        '$ a command',
        '',
        'Fix that.',
      ),
    ).toBe('The guest hangs at boot. Fix that.')
  })

  it('leaves out links with their sentences, unless nothing else is said', () => {
    expect(
      abstract(
        'Rework timers. See https://example.org/x for more. It is faster now [1].',
        '',
        '[1] https://example.org/y',
      ),
    ).toBe('Rework timers. It is faster now.')
    expect(abstract('The tree is at', 'https://example.org/tree', 'for everybody.', '', 'Fix it.')).toBe('Fix it.')
    expect(abstract('See https://example.org/x for what this does.')).toBe('See for what this does.')
  })

  it('leaves out what leans on a reference mark, and only the mark where it stands apart', () => {
    expect(abstract('Light lamps. This patch set base on [1][2]')).toBe('Light lamps.')
    expect(abstract('Lamps (see [1] for the word) have fuses (and wires [2]).')).toBe('Lamps have fuses (and wires).')
    expect(abstract('Light lamps, as defined in [1]. The standard [1] is new.')).toBe(
      'Light lamps. The standard is new.',
    )
    expect(abstract('Lamps are lit in [1].')).toBe('Lamps are lit in.')
    expect(abstract('Light lamps.', '', '[1]: 20260102.3-lamps@example.org', '', 'Mend fuses.')).toBe(
      'Light lamps. Mend fuses.',
    )
  })

  it('leaves out what the mail applies on, unless nothing else is said', () => {
    expect(
      abstract('v2 can be found here [1]. Based on top of the series that mends fuses [2].', '', 'Light it.'),
    ).toBe('Light it.')
    expect(abstract('This series is based on lamp/next. Light it.')).toBe('Light it.')
    expect(abstract('This series is based on lamp/next.')).toBe('This series is based on lamp/next.')
    expect(abstract('This patch is based on the idea that lamps shine.', '', 'Light it.')).toBe(
      'This patch is based on the idea that lamps shine. Light it.',
    )
  })

  it('does not take the name that a mail opens with, or the wish for answers at its end, for what it says', () => {
    expect(abstract('Jane -', '', 'Light lamps.', '', 'Any feedback is appreciated.')).toBe('Light lamps.')
    expect(abstract('Olga,', '', 'Light lamps.')).toBe('Light lamps.')
  })

  it('sees where a sentence begins with a name in small letters', () => {
    expect(abstract('Light lamps. vLamps do it so:', '', '\tlight();')).toBe('Light lamps.')
  })

  it('keeps the brackets of functions', () => {
    expect(abstract('kvm_put_kvm() may sleep (see below), so call it later.')).toBe(
      'kvm_put_kvm() may sleep (see below), so call it later.',
    )
  })

  it('takes list items one after the other', () => {
    expect(abstract('Three fixes:', '', ' - a leak', ' - a hang', ' * a typo in', '   a comment')).toBe(
      'Three fixes: a leak; a hang; a typo in a comment',
    )
  })

  it('goes on in what hangs deep below the mark of an entry, but not in code that it announces', () => {
    expect(
      abstract(
        '1. Lamps can',
        '    be lit.',
        '',
        '- Fuses',
        '\tblow, as in:',
        '\t\tif (fuse)',
        '',
        '2. Wires',
        '   bend.',
      ),
    ).toBe('Lamps can be lit. Wires bend.')
    expect(abstract('Lamps have fuses.', '    lamp->fuse = 1;')).toBe('Lamps have fuses.')
  })

  it('goes on in a sentence whose next line looks like code or a setting', () => {
    expect(abstract('LAMP_LIT: the lamp is lit by the', '          fuse in the wire.', '', 'Mend it.')).toBe(
      'LAMP_LIT: the lamp is lit by the fuse in the wire. Mend it.',
    )
    expect(abstract('Lamps are lit if', 'CONFIG_LAMP is set. It is.')).toBe(
      'Lamps are lit if CONFIG_LAMP is set. It is.',
    )
    expect(abstract('Lamps are lit if', '    lit = on;', 'Mend it.')).toBe('Lamps are lit if; Mend it.')
    expect(abstract('Set this.', 'CONFIG_LAMP is set', '', 'Mend it.')).toBe('Set this. Mend it.')
  })

  it('takes a line that a number begins by chance for the prose that it is', () => {
    expect(
      abstract('There are two fuses:', '1) a red one', '2) a blue one', '', 'One lamp for', '2) is too few.'),
    ).toBe('There are two fuses: a red one; a blue one; One lamp for 2) is too few.')
    expect(abstract('Two fuses', '1. red', '2. blue')).toBe('Two fuses; red; blue')
  })

  it('does not end with a colon', () => {
    expect(abstract('It fixes a leak. It does this:', '', '\tcode')).toBe('It fixes a leak.')
  })

  it('does not cut at abbreviations', () => {
    expect(abstract('Some hosts, e.g. Those of IBM, hang. Fix it.')).toBe(
      'Some hosts, e.g. Those of IBM, hang. Fix it.',
    )
  })

  it('leaves out a name below the letter', () => {
    expect(abstract('Fix it.', '', 'Jane')).toBe('Fix it.')
  })

  it('is the tag message of a pull request', () => {
    const text =
      'The following changes since commit 0123456:\n\n  Linux 7.2\n\n' +
      `${'-'.repeat(64)}\nKVM fixes for 7.2\n\n- Fix a hang\n\n${'-'.repeat(64)}\nJane Roe (2):\n`
    expect(abstractOf(text, 500)).toBe('')
    expect(abstractOf(tagMessageOf(text), 500)).toBe('KVM fixes for 7.2; Fix a hang')
  })

  it('leaves out a sentence that points at what is left out', () => {
    const text =
      'The lamp can be reset. The text of the standard is here:\n\n    https://example.org/standard\n\nOld hosts keep the old way.\n'
    expect(abstractOf(text, 500)).toBe('The lamp can be reset. Old hosts keep the old way.')
  })

  it('keeps the sentence before code that the prose goes on from', () => {
    const lamp = ['Today a driver asks for the state of a lamp:', '', '\tif (lamp)', '\t\tlight();', '']
    expect(abstract(...lamp, 'This is slow.')).toBe('Today a driver asks for the state of a lamp. This is slow.')
    expect(abstract(...lamp, 'to see whether it is lit.')).toBe(
      'Today a driver asks for the state of a lamp … to see whether it is lit.',
    )
    expect(abstract(...lamp, 'This series makes it fast.')).toBe('This series makes it fast.')
    expect(abstract('For example:', '', '\tlight();', '', 'This is slow.')).toBe('This is slow.')
  })

  it('leaves out a table that ends in rules', () => {
    const text =
      'Calls are faster.\n\n0 -> 1          : 7        |          |\n2 -> 3          : 16       |****      |\n'
    expect(abstractOf(text, 500)).toBe('Calls are faster.')
  })

  it('is never longer than asked, never cut inside a word, and the same each time', () => {
    const long = 'A sentence without an end that goes on and on about frobnication '.repeat(40)
    const cut = abstractOf(long, 500)
    expect(cut.length).toBeLessThanOrEqual(500)
    expect(long.startsWith(cut.replace('…', ''))).toBe(true)
    expect(long.charAt(cut.length - 1)).toBe(' ')
    assert(
      property(string({ maxLength: 3000, unit: 'binary' }), (text) => {
        const once = abstractOf(text, 120)
        expect(once.length).toBeLessThanOrEqual(120)
        expect(abstractOf(text, 120)).toBe(once)
      }),
      { numRuns: 300, seed: 20260304 },
    )
  })

  it('takes linear time over hostile text', () => {
    const slow: string[] = []
    for (const unit of [
      'a',
      '(',
      '[',
      'a. ',
      '- ',
      ' ',
      '\n',
      'http://',
      '(a',
      'v1 ',
      'v1:\n',
      'a:\n\tb\nis ',
      ' as a in',
      '(in [1] ',
      'based on a ',
      'A: ',
    ]) {
      const small = timeOf(() => abstractOf(unit.repeat(500_000 / unit.length), 500))
      const large = timeOf(() => abstractOf(unit.repeat(1_000_000 / unit.length), 500))
      if (large > Math.max(200, 6 * small)) slow.push(unit)
    }
    expect(slow).toEqual([])
  })
})

function timeOf(run: () => unknown): number {
  const start = process.hrtime.bigint()
  run()
  return Number(process.hrtime.bigint() - start) / 1e6
}
