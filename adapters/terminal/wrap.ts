import { headOfWidth, textWidth } from '#src/lib/text-width.ts'
import { linked, painted } from '#adapters/terminal/look.ts'
import type { Look, Paint } from '#adapters/terminal/look.ts'

/** A run of text in one style. Already neutralised; may hold line feeds. */
export interface Piece {
  readonly text: string
  readonly paint?: Paint | undefined
  readonly url?: string | undefined
  /** Moves to the next line as a whole where it can. */
  readonly whole?: boolean
}

interface Word {
  readonly pieces: readonly Piece[]
  readonly width: number
}

/** Lines of at most `look.width` columns, broken between words; only a word longer than a line is cut. */
export function wrapped(pieces: readonly Piece[], look: Look, hanging = 0): readonly string[] {
  const lines: string[] = []
  let line: Piece[] = []
  let width = 0
  for (const next of wordsIn(pieces)) {
    if (next === 'break') {
      end()
      continue
    }
    const space = line.length === 0 ? 0 : 1
    if (line.length > 0 && width + space + next.width > room()) end()
    else if (space === 1) add({ text: ' ' })
    for (const piece of next.pieces) addLong(piece)
  }
  if (line.length > 0 || lines.length === 0) end()
  return lines

  function room(): number {
    return Math.max(8, look.width - (lines.length === 0 ? 0 : hanging))
  }
  function end(): void {
    lines.push(line.length === 0 ? '' : (lines.length === 0 ? '' : ' '.repeat(hanging)) + paintedLine(line, look))
    line = []
    width = 0
  }
  function add(piece: Piece): void {
    line.push(piece)
    width += textWidth(piece.text)
  }
  function addLong(piece: Piece): void {
    let rest = piece.text
    while (width + textWidth(rest) > room()) {
      // At least one grapheme a line, or a narrow terminal would never end.
      const head = headOfWidth(rest, room() - width) || (line.length === 0 ? rest.slice(0, 2) : '')
      if (head !== '') add({ ...piece, text: head })
      end()
      rest = rest.slice(head.length)
    }
    if (rest !== '') add({ ...piece, text: rest })
  }
}

/** Pieces that touch without a space between them stay one word. */
function* wordsIn(pieces: readonly Piece[]): Generator<Word | 'break'> {
  let current: Piece[] = []
  for (const piece of pieces) {
    if (piece.whole === true) {
      current.push(piece)
      continue
    }
    for (const part of piece.text.split(/(\s+)/u)) {
      if (part === '') continue
      if (part.trim() !== '') {
        current.push({ ...piece, text: part })
        continue
      }
      if (current.length > 0) yield word(current)
      current = []
      for (const _ of part.matchAll(/\n/gu)) yield 'break'
    }
  }
  if (current.length > 0) yield word(current)
}

function word(pieces: readonly Piece[]): Word {
  return { pieces, width: pieces.reduce((sum, { text }) => sum + textWidth(text), 0) }
}

function paintedLine(line: readonly Piece[], look: Look): string {
  // Spaces between words of one style belong to it, so that a link or colour is not broken up.
  const runs: Piece[] = []
  for (const [index, piece] of line.entries()) {
    const last = runs.at(-1)
    const next = line[index + 1]
    const joins = piece.text === ' ' && last !== undefined && next !== undefined && sameLook(last, next)
    if (last !== undefined && (joins || sameLook(last, piece)))
      runs[runs.length - 1] = { ...last, text: last.text + piece.text }
    else runs.push(piece)
  }
  return runs.map(({ text, paint, url }) => linked(painted(text, paint, look), url, look)).join('')
}

function sameLook(a: Piece, b: Piece): boolean {
  return a.paint === b.paint && a.url === b.url
}
