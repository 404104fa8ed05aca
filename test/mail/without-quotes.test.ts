import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withoutQuotes } from '#src/mail/without-quotes.ts'
import { newParagraphs } from '#src/notice/new-text.ts'
import { replyTrailers } from '#src/patch/trailers.ts'
import { isConditional, trailerPlaces } from '#src/series/conditional.ts'
import { sentencesSaid } from '#src/summary/said.ts'

describe('a text without its quotes', () => {
  test('has one mark where several lines were quoted', () => {
    expect(withoutQuotes('On Monday, A wrote:\n> one\n>\n> > two\nNo.\n\n>three\n')).toBe(
      'On Monday, A wrote:\n>\nNo.\n\n>\n',
    )
  })

  test('is the same text where nothing was quoted', () => {
    const text = 'a > b\n  > not at the start of a line\n'
    expect(withoutQuotes(text)).toBe(text)
  })

  test('may begin and end with a quote', () => {
    expect(withoutQuotes('> one')).toBe('>')
    expect(withoutQuotes('> one\n> two\nyes\n> three')).toBe('>\nyes\n>')
    expect(withoutQuotes('')).toBe('')
  })

  test('takes a megabyte of quotes in one pass', () => {
    expect(withoutQuotes('>\n'.repeat(500_000))).toBe('>\n')
    expect(withoutQuotes('>\nx\n'.repeat(200_000))).toHaveLength(800_000)
  })
})

const lines = constantFrom(
  '',
  'On Tue, 3 Nov 2026, Maya Sandvik wrote:',
  'Maya Sandvik <maya@quarrychip.example> writes:',
  '> +\tr |= pmu_clear_gpa(vcpu);',
  '> Reviewed-by: Somebody Else <else@silverfen.example>',
  '> On Mon, Ravi wrote:',
  '>> ERROR: modpost: "x" undefined!',
  '>',
  '| a table',
  ' > an indented quote',
  'With that fixed:',
  'If you rename it,',
  'Please fix that and then',
  'Reviewed-by: Maya Sandvik <maya@quarrychip.example>',
  'Acked-by: Maya Sandvik <maya@quarrychip.example> # arm64',
  'The reference is dropped twice.',
  'NAK, this breaks migration.',
  '[...]',
  'Thanks,',
  'Maya',
  '-- ',
  'diff --git a/x b/x',
)

test('what is read of a reply that was kept does not depend on what it quotes', () => {
  assert(
    property(array(lines, { maxLength: 30 }), (all) => {
      const whole = all.join('\n')
      expect(readOf(withoutQuotes(whole))).toEqual(readOf(whole))
    }),
    { numRuns: 3000 },
  )
})

function readOf(text: string): unknown {
  const found = replyTrailers(text)
  const split = text.split('\n')
  const places = trailerPlaces(split)
  return {
    new: newParagraphs(text),
    said: sentencesSaid(text),
    trailers: found,
    conditional: found.map((trailer) => isConditional(trailer, split, places)),
  }
}
