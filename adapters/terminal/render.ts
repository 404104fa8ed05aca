import { oneLine } from '#src/lib/clip.ts'
import { neutralise } from '#src/lib/neutralise.ts'
import { textWidth } from '#src/lib/text-width.ts'
import type { Block, Link, Notice, Span } from '#src/notice/notice.ts'
import { webAddress } from '#src/notice/web-address.ts'
import { linked, painted, toneSign, tonePaint } from '#adapters/terminal/look.ts'
import type { Look } from '#adapters/terminal/look.ts'
import { tableLines } from '#adapters/terminal/table.ts'
import { wrapped } from '#adapters/terminal/wrap.ts'
import type { Piece } from '#adapters/terminal/wrap.ts'

const longestUrl = 2000

/**
 * A notice as lines of text. Everything that may come from a mail is neutralised here, at the last step, so that no
 * subject, name or body can move the cursor, colour the screen or place a link.
 */
export function renderTerminal(notice: Notice, look: Look): string {
  return [...headLines(notice, look), ...bodyLines(notice, look)].join('\n')
}

/** The sign of the tone and the title; no line where the notice has no title. */
function headLines({ title, tone }: Notice, look: Look): readonly string[] {
  if (title === undefined) return []
  const sign = toneSign(tone, look)
  const room = { ...look, width: look.width - (sign === '' ? 0 : 2) }
  const lines = wrapped([{ text: safeLine(title.text), paint: 'bold', url: address(title.link) }], room)
  return lines.map((line, index) => (index === 0 ? sign : sign && '  ') + line)
}

function bodyLines(notice: Notice, look: Look): readonly string[] {
  const indent = notice.title === undefined || notice.tone === 'plain' ? '' : '  '
  const room = { ...look, width: look.width - indent.length }
  const lines: string[] = []
  const [first] = notice.blocks
  let before: Block['is'] | undefined
  for (const block of notice.blocks) {
    // Paragraphs stand apart; lines of facts, and what follows them, keep together.
    if (before !== undefined && notice.title !== undefined && (block.is === 'text') !== (before === 'text'))
      lines.push('')
    const sign = notice.title === undefined && block === first ? toneSign(notice.tone, look) : ''
    const blockRoom = sign === '' ? room : { ...room, width: room.width - 2 }
    lines.push(...blockLines(block, notice, blockRoom).map((line, index) => (index === 0 ? sign : sign && '  ') + line))
    before = block.is
  }
  const url = shownAddress(notice, look)
  // Never broken, so that it can be copied; the terminal wraps it where it must.
  if (url !== undefined) lines.push(linked(painted(url, 'dim', look), url, look))
  return lines.map((line) => (line === '' ? '' : indent + line))
}

function blockLines(block: Block, notice: Notice, look: Look): readonly string[] {
  switch (block.is) {
    case 'facts':
      return wrapped(factPieces(block.spans, notice, look), look)
    case 'text':
      return wrapped(
        block.spans.map((span) => pieceOf(span, safe(span.text), look)),
        look,
      )
    case 'list':
      return block.items.flatMap((item) => itemLines(item, look))
    case 'table':
      return tableLines(block, notice.chart, look)
    case 'code':
      return safe(block.text)
        .split('\n')
        .flatMap((line) => wrapped([{ text: line || ' ', paint: 'cyan', whole: true }], look))
  }
}

/** `a · b · c`, broken between facts rather than inside them. */
function factPieces(spans: readonly Span[], notice: Notice, look: Look): readonly Piece[] {
  return spans.flatMap((span, index) => {
    const piece = pieceOf(span, safeLine(span.text), look)
    const isState = index === 0 && span.style === 'bold' && notice.title !== undefined
    const fact: Piece[] = isState ? [{ ...piece, paint: tonePaint(notice.tone) ?? 'bold' }] : linesPieces(piece)
    const whole = fact.map((part): Piece => ({ ...part, whole: textWidth(part.text) <= look.width }))
    return index < spans.length - 1 ? [...whole, { text: ' · ', paint: 'dim' as const }] : whole
  })
}

/** A number in front is bullet enough. */
function itemLines(item: readonly Span[], look: Look): readonly string[] {
  const numbered = item[0]?.style === 'code'
  const pieces = item.flatMap((span) => linesPieces(pieceOf(span, withEnds(span.text), look)))
  const hanging = numbered ? (item[0]?.text.length ?? 0) + 1 : 2
  return wrapped(numbered ? pieces : [{ text: '• ', paint: 'dim' }, ...pieces], look, Math.min(hanging, 6))
}

/** On one line, and still apart from its neighbours where it was. */
function withEnds(text: string): string {
  const line = safeLine(text)
  if (line === '') return text === '' ? '' : ' '
  return `${/^\s/u.test(text) ? ' ' : ''}${line}${/\s$/u.test(text) ? ' ' : ''}`
}

/** `+12 −3` in the colours of a diff. */
function linesPieces(piece: Piece): Piece[] {
  const found = /^(\s*)(\+[\d,]+)( )(−[\d,]+)(.*)$/su.exec(piece.text)
  if (found === null || piece.url !== undefined) return [piece]
  const [, before = '', added = '', space = '', removed = '', rest = ''] = found
  return [
    { text: before },
    { text: added, paint: 'green' },
    { text: space },
    { text: removed, paint: 'red' },
    ...(rest === '' ? [] : [{ ...piece, text: rest }]),
  ]
}

function pieceOf({ style, link }: Span, text: string, look: Look): Piece {
  const named = link !== undefined && 'post' in link ? look.nameOfPost?.(link.post) : undefined
  const words = style === 'quote' ? `“${text}”` : text
  const paint = style === 'bold' ? 'bold' : style === 'code' ? 'cyan' : style === 'quote' ? 'italic' : undefined
  return { text: named === undefined ? words : `${words} (${named})`, paint, url: address(link) }
}

/** Where a reader who cannot click finds the mail: below a card always, below a reply where links do not show. */
function shownAddress({ title, blocks }: Notice, look: Look): string | undefined {
  if (title !== undefined) return address(title.link)
  const first = blocks[0]
  if (look.colour || first?.is !== 'facts') return undefined
  return address(first.spans.find(({ link }) => link !== undefined)?.link)
}

function address(link: Link | undefined): string | undefined {
  return webAddress(link, longestUrl)
}

function safe(text: string): string {
  return neutralise(text)
}

function safeLine(text: string): string {
  return oneLine(neutralise(text))
}

/** A faint line for what stands around the posts: channel names, thread names. */
export function dimLine(text: string, look: Look): string {
  return painted(safeLine(text), 'dim', look)
}
