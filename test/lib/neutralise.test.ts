import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { neutralise } from '#src/lib/neutralise.ts'

test.each([
  ['an escape sequence', '\u001b[31mred', '␛[31mred'],
  ['a link of a terminal', '\u001b]8;;https://evil.example\u0007lore', '␛]8;;https://evil.example␇lore'],
  ['a control of eight bits', '\u009b31mred', '31mred'],
  ['a turned reading direction', 'a\u202egnp.exe', 'agnp.exe'],
  ['isolates and marks', '\u2066x\u2069\u200fy\u061c', 'xy'],
  ['hidden tag characters', 'ok\u{e0041}\u{e0042}', 'ok'],
  ['a backspace', 'abc\b\b\bxyz', 'abc␈␈␈xyz'],
  ['a carriage return over the line', 'safe\rEVIL', 'safe\nEVIL'],
  ['line ends of other systems', 'a\r\nb\u2028c\u0085d', 'a\nb\nc\nd'],
  ['a tab', 'a\tb', 'a    b'],
  ['half a character', 'x\ud800y', 'x\ufffdy'],
  ['characters that nobody sees', 'a\u034fb\u115fc\u3164d\u{1bca0}e\u{1d173}f\ufff9g', 'abcdefg'],
  ['a tower of marks', `e${'\u0301'.repeat(180)} x`, `e${'\u0301'.repeat(8)} x`],
  ['a zero', 'x\u0000y', 'x␀y'],
])('%s is made harmless', (_what, text, safe) => {
  expect(neutralise(text)).toBe(safe)
})

test('emoji families, accents and other scripts stay', () => {
  const text = '👩‍👩‍👧 ❤️ Cédric e\u0301 日本語 עברית नमस्ते'
  expect(neutralise(text)).toBe(text)
})

test('nothing that can steer a terminal is ever left, and doing it twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const safe = neutralise(text)
      expect(safe).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u)
      expect(safe.isWellFormed()).toBe(true)
      expect(neutralise(safe)).toBe(safe)
    }),
    { seed: 20261122, numRuns: 500 },
  )
})
