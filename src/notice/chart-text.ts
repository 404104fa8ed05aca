import { oneLine } from '#src/lib/clip.ts'
import { neutralise } from '#src/lib/neutralise.ts'
import type { MeasureText, TextLook } from '#src/notice/chart-shapes.ts'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** The letters of the font we ship; a test compares them with the font. */
const drawnLetters =
  /^[\u{300}-\u{304}\u{306}-\u{30a}\u{30c}\u{323}\u{326}-\u{328}\u{20}-\u{7e}\u{a0}-\u{ac}\u{ae}-\u{148}\u{14a}-\u{1c3}\u{1c5}-\u{24f}\u{384}-\u{38a}\u{38c}\u{38e}-\u{3a1}\u{3a3}-\u{3ce}\u{400}-\u{479}\u{490}-\u{49d}\u{4a0}-\u{4ff}\u{1e00}-\u{1e9b}\u{1ea0}-\u{1ef9}\u{2010}-\u{2027}\u{2030}-\u{203a}\u{20ac}\u{2190}-\u{2199}\u{2212}\u{2605}\u{2606}\u{2713}]+$/u

/**
 * A text of a mail as the font can show it: what it has no letters for (East Asian, Hebrew, Arabic, emoji …) is left
 * out; where no letter would be left, `instead` stands for it.
 */
export function drawable(text: string, instead = ''): string {
  const drawn = withoutUnknown(text)
  if (/[\p{L}\p{N}]/u.test(drawn)) return drawn
  const other = withoutUnknown(instead)
  return other === '' ? '—' : other
}

function withoutUnknown(text: string): string {
  // More than any picture holds, so that a megabyte of name costs nothing.
  const some = neutralise(text.slice(0, 400)).normalize('NFC')
  const known = Array.from(graphemes.segment(some), ({ segment }) =>
    drawnLetters.test(segment) ? segment : /^\s/u.test(segment) ? ' ' : '',
  ).join('')
  return oneLine(known.replaceAll(/\(\s*\)|\[\s*\]|"\s*"/gu, ' '))
}

/** The text, or as much of its beginning as fits `room`, with an ellipsis. */
export function fitText(text: string, room: number, look: TextLook, measure: MeasureText): string {
  const width = measure(text, look)
  if (width <= room) return text
  const letters = Array.from(graphemes.segment(text), ({ segment }) => segment)
  let count = Math.floor((letters.length * room) / width)
  for (; count > 0; count -= 1) {
    const cut = `${letters
      .slice(0, count)
      .join('')
      .replace(/[\s,;:·(–—.-]+$/u, '')}…`
    if (measure(cut, look) <= room) return cut
  }
  return '…'
}
