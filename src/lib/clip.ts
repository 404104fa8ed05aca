const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** White space of any kind, line breaks included, becomes one space; ends are trimmed. */
export function oneLine(text: string): string {
  return text.replace(/[\s\u0085]+/gu, ' ').trim()
}

/**
 * At most `most` UTF-16 code units, the ellipsis included. Cuts between words; a word that alone is too long is cut
 * between graphemes, so that no surrogate pair, accent or emoji sequence is ever torn.
 */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text
  if (most < 1) return ''
  const room = most - 1
  const whole = wordEndBefore(text, room)
  const kept = whole > room / 2 ? text.slice(0, whole) : text.slice(0, graphemeEndBefore(text, room))
  return `${kept.replace(/[\s,;:·(–—-]+$/u, '')}…`
}

/** Like `clip`, but ends after a whole sentence where one ends in the second half of the room. */
export function clipSentence(text: string, most: number): string {
  if (text.length <= most) return text
  const clipped = text.slice(0, most)
  const ends = [...clipped.matchAll(/[.!?](?=\s)/gu)].map((end) => end.index + 1)
  const last = ends.at(-1)
  return last !== undefined && last > most / 2 ? text.slice(0, last) : clip(text, most)
}

/** The end of the last whole word within the first `room` code units; 0 where the first word is longer. */
function wordEndBefore(text: string, room: number): number {
  if (/\s/u.test(text.charAt(room))) return room
  for (let at = room; at > 0; at -= 1) if (/\s/u.test(text.charAt(at - 1))) return at - 1
  return 0
}

function graphemeEndBefore(text: string, room: number): number {
  // Segmenting only the part that can matter keeps a megabyte of one word cheap.
  let end = 0
  for (const { index, segment } of graphemes.segment(text.slice(0, room + 64))) {
    if (index + segment.length > room) break
    end = index + segment.length
  }
  return end
}
