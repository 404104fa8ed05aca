import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderTerminal } from '#adapters/terminal/render.ts'
import { textWidth } from '#src/lib/text-width.ts'
import type { Notice } from '#src/notice/notice.ts'
import { hostileTexts } from '#test/contracts/notices.ts'
import { readScreen } from '#test/terminal/read-screen.ts'

const plain = { width: 60, colour: false }
const coloured = { width: 60, colour: true }

/** The same text wherever a mail's text can stand. */
function everywhere(text: string, url = `https://lore.kernel.org/kvm/${text}/`): Notice {
  const link = { url }
  return {
    fallback: text,
    title: { text, link },
    tone: 'review',
    blocks: [
      {
        is: 'facts',
        spans: [
          { text, style: 'bold' },
          { text, link },
          { text, style: 'code' },
        ],
      },
      { is: 'text', spans: [{ text }, { text, style: 'quote', link }] },
      {
        is: 'list',
        items: [
          [
            { text, style: 'code' },
            { text: ` ${text}`, link },
          ],
          [{ text }],
        ],
      },
      { is: 'table', head: [text, 'n'], rows: [[{ text }, { text: '1' }]], right: [1] },
      { is: 'code', text },
    ],
  }
}

const steering = [
  '\u001b]8;;https://evil.example\u0007lore\u001b]8;;\u0007',
  '\u001b]8;;https://evil.example\u001b\\lore',
  '\u001b[2J\u001b[H',
  '\u001b]0;title\u0007',
  '\u001b]52;c;ZXZpbA==\u0007',
  '\u001bP1$r\u001b\\',
  '\u009b31m',
  '\u009d8;;https://evil.example\u009c',
  'safe\r#4 ✔ fake',
  'x\b\b\b\b',
  '\u202egnp.exe\u2066',
  '\u0007\u0000\u007f',
  '\n#9 ● KVM: a root that never was\n✎ #1 now Applied\n── #other ─────',
]

/** Where OSC 8 links lead; an empty address ends one. */
function linksOf(text: string): readonly string[] {
  return text
    .split('\u001b]8;;')
    .slice(1)
    .map((rest) => rest.split('\u001b\\', 1)[0] ?? '')
    .filter((url) => url !== '')
}

describe('no text of a mail steers a terminal', () => {
  test.each([...steering, ...hostileTexts])('%j', (text) => {
    for (const look of [plain, coloured]) {
      const screen = readScreen(renderTerminal(everywhere(text), look))
      expect(screen.strays).toEqual([])
    }
    expect(renderTerminal(everywhere(text), plain)).not.toContain('\u001b')
  })

  test('a link leads where we say, whatever the message id holds', () => {
    for (const text of steering) {
      const links = linksOf(renderTerminal(everywhere(text), coloured))
      expect(links.length).toBeGreaterThan(0)
      for (const url of links) expect(url).toMatch(/^https:\/\/lore\.kernel\.org\/kvm\/[!-~]*$/)
    }
  })

  test('what is no web address is no link', () => {
    for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'https://user:pass@evil.example/', 'nonsense']) {
      expect(renderTerminal(everywhere('lore', url), coloured)).not.toContain(']8;;')
    }
  })

  test('any text whatever', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, colour) => {
        expect(readScreen(renderTerminal(everywhere(text), { width: 60, colour })).strays).toEqual([])
      }),
      { seed: 20261122, numRuns: 300 },
    )
  })
})

describe('no line is wider than the terminal', () => {
  test('whatever the text, but for the address to copy', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 })
    fc.assert(
      fc.property(text, fc.integer({ min: 20, max: 100 }), (words, width) => {
        const lines = renderTerminal(everywhere(words, 'https://l.org/'), { width, colour: false }).split('\n')
        expect(lines.filter((line) => textWidth(line) > width)).toEqual([])
      }),
      { seed: 20261122, numRuns: 300 },
    )
  })

  test('wide characters count two', () => {
    const notice: Notice = {
      fallback: '',
      tone: 'plain',
      blocks: [{ is: 'text', spans: [{ text: '日本語 '.repeat(20) }] }],
    }
    for (const line of renderTerminal(notice, plain).split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(60)
  })
})

test('no word of a text is lost in wrapping', () => {
  const words = Array.from({ length: 200 }, (_, index) => `word${index}`)
  const notice: Notice = { fallback: '', tone: 'plain', blocks: [{ is: 'text', spans: [{ text: words.join(' ') }] }] }
  expect(renderTerminal(notice, plain).split(/\s+/u)).toEqual(words)
})

test('spans of a list stay as far apart as they are', () => {
  const item = [
    { text: 'who' },
    { text: ' · settings · ' },
    { text: 'a', style: 'code' as const },
    { text: ' → ' },
    { text: 'b' },
  ]
  const notice: Notice = { fallback: 'x', tone: 'plain', blocks: [{ is: 'list', items: [item] }] }
  expect(renderTerminal(notice, { ...plain, nameOfPost: () => undefined })).toContain('• who · settings · a → b')
})

test('colours come in pairs, and a link is not broken up by spaces', () => {
  const text = renderTerminal(everywhere('two words'), coloured)
  expect(text).toContain(
    '\u001b]8;;https://lore.kernel.org/kvm/two%20words/\u001b\\\u001b[1mtwo words\u001b[22m\u001b]8;;\u001b\\',
  )
})

test('a table keeps its columns, numbers to the right, and gives way where it is too wide', () => {
  const notice: Notice = {
    fallback: '',
    tone: 'plain',
    blocks: [
      {
        is: 'table',
        head: ['#', 'name', 'patches'],
        rows: [
          [{ text: '1' }, { text: '鈴木 一郎' }, { text: '1,234' }],
          [{ text: '10' }, { text: 'A very long name that nobody would ever carry in life' }, { text: '7' }],
        ],
        right: [0, 2],
      },
    ],
  }
  expect(renderTerminal(notice, { width: 40, colour: false })).toMatchInlineSnapshot(`
    " #  name                         patches
     1  鈴木 一郎                      1,234
    10  A very long name that…             7"
  `)
})

describe('the bars of a chart', () => {
  const rows = [
    [{ text: 'Mei Tanaka' }, { text: '8' }],
    [{ text: 'Sam' }, { text: '3' }],
    [{ text: 'Ida' }, { text: '0' }],
  ]
  const table: Notice['blocks'][number] = { is: 'table', head: ['name', 'n'], rows, right: [1] }
  const words = { title: 'who', unit: 'patches', alt: 'Mei 8, Sam 3, Ida 0' }
  const bars = [8, 3, 0].map((value, index) => ({ label: rows[index]?.[0]?.text ?? '', value }))
  const notice: Notice = { fallback: '', tone: 'plain', blocks: [table], chart: { is: 'bars', ...words, bars } }

  test('stand beside the numbers, in eighths of a column', () => {
    expect(renderTerminal(notice, { width: 24, colour: false }).split('\n')).toEqual([
      'name        n',
      'Mei Tanaka  8  █████████',
      'Sam         3  ███▍',
      'Ida         0',
    ])
  })

  test('are left out where there is no room, and where the table is about something else', () => {
    expect(renderTerminal(notice, { width: 20, colour: false })).not.toContain('█')
    const other: Notice = { ...notice, chart: { is: 'bars', ...words, bars: bars.slice(1) } }
    expect(renderTerminal(other, { width: 80, colour: false })).not.toContain('█')
  })
})

test('a fact that is longer than a line is broken between its words', () => {
  const spans = [
    { text: 'short' },
    { text: 'Reviewed-by, Acked-by and Tested-by given in replies in the name of the sender' },
  ]
  const notice: Notice = { fallback: '', tone: 'plain', blocks: [{ is: 'facts', spans }] }
  expect(renderTerminal(notice, plain)).toBe(
    'short · Reviewed-by, Acked-by and Tested-by given in replies\nin the name of the sender',
  )
})
