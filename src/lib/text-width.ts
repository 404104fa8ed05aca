const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Columns that a text takes on a terminal: two for East Asian wide characters and emoji, none for combining marks.
 * Ranges: Unicode 16 EastAsianWidth.txt, W and F, joined where only unassigned characters lie between.
 */
export function textWidth(text: string): number {
  if (/^[\u0020-\u007e]*$/u.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment)
  return width
}

/** The longest beginning of `text` that fits `columns`, whole graphemes only. */
export function headOfWidth(text: string, columns: number): string {
  let width = 0
  let end = 0
  for (const { index, segment } of graphemes.segment(text)) {
    width += graphemeWidth(segment)
    if (width > columns) break
    end = index + segment.length
  }
  return text.slice(0, end)
}

function graphemeWidth(grapheme: string): number {
  const first = grapheme.codePointAt(0) ?? 0
  if (/^[\p{M}\p{Cf}\p{Cc}]/u.test(grapheme)) return 0
  if (/^\p{Emoji_Presentation}/u.test(grapheme) || grapheme.includes('\ufe0f')) return 2
  return wide.some(([from, to]) => first >= from && first <= to) ? 2 : 1
}

const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x20000, 0x3fffd],
]
