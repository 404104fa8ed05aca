import { describe, expect, test } from 'vitest'
import { isPleasantry, newParagraphs } from '#src/notice/new-text.ts'

describe('attributions go, whatever the language or mailer', () => {
  test.each([
    'On 21.11.26 10:14, Claudio Imbrenda wrote:\n> quoted',
    'Am 21.11.26 um 10:14 schrieb Claudio Imbrenda:\n> quoted',
    'On Sat, Nov 21, 2026 at 10:14:00AM +0100, Claudio Imbrenda wrote:\n\n> quoted',
    'On Sat, Nov 21, 2026, Claudio Imbrenda\n<imbrenda@linux.ibm.com> wrote:\n> quoted',
    'Claudio Imbrenda <imbrenda@linux.ibm.com> writes:\n> quoted',
    'On 4/7/26 4:50 PM, Anthony Krowiak wrote:\n\nquoted without marks',
    '* Claudio Imbrenda <imbrenda@linux.ibm.com> [261121 10:14]:\n> quoted',
  ])('%j', (text) => {
    expect(newParagraphs(`${text}\n\nMy own words.`).join('|').replace('quoted without marks|', '')).toBe(
      'My own words.',
    )
  })

  test('two before one quote go, however many lines that has', () => {
    const both = 'Claudio <c@d.example> writes:\n\nPaolo <p@d.example> wrote:\n'
    expect(newParagraphs(`${both}> one\n\nMy own words.`)).toEqual(['My own words.'])
    expect(newParagraphs(`${both}> one\n> two\n\nMy own words.`)).toEqual(['My own words.'])
  })

  test('a sentence that ends in a colon before a quote stays', () => {
    expect(newParagraphs('I would rather write:\n> foo()\n')).toEqual(['I would rather write:'])
  })
})

describe('what a mail has beside its words goes', () => {
  test.each([
    ['a greeting', 'Hi Sean,\n\nwords here.', 'words here.'],
    ['a greeting in the same line', 'Hello Paolo, words here.', 'words here.'],
    ['a bare name as greeting', 'Alex,\n\nwords here.', 'words here.'],
    ['a sign-off with a name', 'words here.\n\nThanks,\n\ntglx\n', 'words here.'],
    ['a sign-off in one paragraph', 'words here.\n\nThanks,\nM.\n', 'words here.'],
    ['a name alone', 'words here.\n\nPaolo\n', 'words here.'],
    ['a signature', 'words here.\n-- \nJazz is not dead.', 'words here.'],
    ['snips', '[...]\nwords here.\n<snip>\n----\n', 'words here.'],
    ['the mail below', 'words here.\n\n-----Original Message-----\nFrom: a@b\nlong text', 'words here.'],
    ['a diff', 'words here.\n\ndiff --git a/x b/x\n+evil', 'words here.'],
    ['trailers', 'words here.\n\nTested-by: A <a@b>\nFixes: 123456 ("x")\n', 'words here.'],
  ])('%s', (_what, text, left) => {
    expect(newParagraphs(text)).toEqual([left])
  })
})

test.each(['LGTM', 'Looks good to me, thanks!', 'Nice work :)', 'Thank you so much.', 'For the whole series:'])(
  '%s is only kind',
  (text) => {
    expect(isPleasantry(text)).toBe(true)
  },
)

test.each(['Looks good except for the locking.', 'Thanks, but no.', 'Why?'])('%s says something', (text) => {
  expect(isPleasantry(text)).toBe(false)
})

test('a megabyte of anything is read in no time', () => {
  for (const piece of ['> ', 'On ', 'a:\n', 'Thanks, ', '>', '\n', 'wrote:\n> ', 'A-by: ', '<']) {
    const started = performance.now()
    newParagraphs(piece.repeat(1_000_000 / piece.length))
    expect(performance.now() - started).toBeLessThan(10_000)
  }
})
