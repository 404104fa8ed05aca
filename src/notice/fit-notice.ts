import { clipToCost } from '#src/lib/clip-to-cost.ts'
import { neutralise } from '#src/lib/neutralise.ts'
import type { Block, Button, Notice, Span } from '#src/notice/notice.ts'

/** How much a platform's post holds, as data. Lengths are in the units that `cost` counts. */
export interface Room {
  readonly title: number
  readonly fallback: number
  /** Of one block, and of all together with the title. */
  readonly block: number
  readonly total: number
  readonly blocks: number
  readonly listItems: number
  readonly rows: number
  readonly columns: number
  readonly buttons: number
  readonly label: number
  /** What a text takes once it is escaped for the platform. Must not fall when text is added. */
  readonly cost: (text: string) => number
  /** What a span takes beyond its text: its link, its style marks, the line it may stand on. */
  readonly overhead: (span: Span) => number
  /** What a block takes beyond its spans. */
  readonly blockOverhead: number
}

/**
 * Cuts a notice so that its rendering stays within `room`, and neutralises its text. Cutting happens on the plain
 * text, before escaping, so that no markup is ever cut in two; what is left out is said (`…`, `… and 12 more`).
 */
export function fitNotice(raw: Notice, room: Room): Notice {
  const notice = neutralNotice(raw)
  const title = fitTitle(notice.title, room)
  let left = room.total - (title ? spanCost(title, room) : 0)
  const blocks: Block[] = []
  for (const block of notice.blocks) {
    if (blocks.length === room.blocks) break
    const fitted = fitBlock(block, Math.min(room.block, left - room.blockOverhead), room)
    if (!fitted) continue
    blocks.push(fitted)
    left -= blockCost(fitted, room) + room.blockOverhead
  }
  const { title: _wholeTitle, buttons, ...rest } = notice
  return {
    ...rest,
    fallback: clipToCost(notice.fallback, room.fallback, room.cost),
    ...(title && { title }),
    blocks,
    ...(buttons && { buttons: buttons.slice(0, room.buttons).map((button) => fitButton(button, room)) }),
  }
}

/** A title's link stands beside its text, not in it. */
function fitTitle(title: Notice['title'], room: Room): Notice['title'] {
  if (!title || title.text.trim() === '') return undefined
  return { ...title, text: clipToCost(title.text, Math.min(room.title, room.total), room.cost) }
}

function neutralNotice(notice: Notice): Notice {
  const { title, by, buttons } = notice
  return {
    ...notice,
    fallback: neutralise(notice.fallback),
    ...(by !== undefined && { by: neutralise(by) }),
    ...(title && { title: { ...title, text: neutralise(title.text) } }),
    blocks: notice.blocks.map(neutralBlock),
    ...(buttons && { buttons: buttons.map((button) => ({ ...button, label: neutralise(button.label) })) }),
  }
}

function neutralBlock(block: Block): Block {
  switch (block.is) {
    case 'code':
      return { ...block, text: neutralise(block.text) }
    case 'facts':
    case 'text':
      return { ...block, spans: neutralSpans(block.spans) }
    case 'list':
      return { ...block, items: block.items.map(neutralSpans) }
    case 'table':
      return { ...block, head: block.head.map(neutralise), rows: block.rows.map(neutralSpans) }
  }
}

function neutralSpans(spans: readonly Span[]): readonly Span[] {
  return spans.map((span) => ({ ...span, text: neutralise(span.text) }))
}

function fitButton(button: Button, room: Room): Button {
  return { ...button, label: clipToCost(button.label, room.label, (text) => text.length) }
}

function spanCost(span: Span, room: Room): number {
  return room.cost(span.text) + room.overhead(span)
}

function blockCost(block: Block, room: Room): number {
  if (block.is === 'code') return room.cost(block.text)
  return rowsOf(block)
    .flat()
    .reduce((sum, span) => sum + spanCost(span, room), 0)
}

function rowsOf(block: Exclude<Block, { is: 'code' }>): readonly (readonly Span[])[] {
  if (block.is === 'list') return block.items
  if (block.is === 'table') return [block.head.map((text) => ({ text })), ...block.rows]
  return [block.spans]
}

function fitBlock(block: Block, left: number, room: Room): Block | undefined {
  if (left <= 0) return undefined
  switch (block.is) {
    case 'code': {
      const text = clipToCost(block.text, left, room.cost)
      return text === '' ? undefined : { ...block, text }
    }
    case 'facts':
    case 'text': {
      const spans = fitSpans(block.spans, left, room)
      return spans.length === 0 ? undefined : { ...block, spans }
    }
    case 'list': {
      const items = fitItems(block.items, left, room)
      return items.length === 0 ? undefined : { ...block, items }
    }
    case 'table': {
      const head = block.head.slice(0, room.columns)
      const cut = block.rows.map((row) => row.slice(0, room.columns))
      const headCost = head.reduce((sum, text) => sum + spanCost({ text }, room), 0)
      if (headCost > left) return undefined
      const rows = cut.slice(0, fittingRows(cut, left - headCost, room.rows - 1, room))
      return { ...block, head, rows, right: block.right.filter((column) => column < room.columns) }
    }
  }
}

/** Whole spans while they fit; the first one that does not is cut and ends the line. */
function fitSpans(spans: readonly Span[], room: number, of: Room): readonly Span[] {
  const kept: Span[] = []
  let left = room
  for (const span of spans) {
    if (span.text === '') continue
    const text = clipToCost(span.text, left - of.overhead(span), of.cost)
    if (text === '') return kept
    kept.push({ ...span, text })
    if (text !== span.text) return kept
    left -= spanCost(span, of)
  }
  return kept
}

/** Whole items while they fit; a long first item is cut rather than lost. */
function fitItems(items: readonly (readonly Span[])[], left: number, room: Room): readonly (readonly Span[])[] {
  const all = items.filter((item) => item.some((span) => span.text !== ''))
  const fitting = fittingRows(all, left, room.listItems, room)
  if (fitting === all.length) return all
  for (let kept = Math.min(fitting, room.listItems - 1); kept >= 1; kept -= 1) {
    const shorter = [...all.slice(0, kept), [{ text: `… and ${all.length - kept} more` }]]
    if (fittingRows(shorter, left, room.listItems, room) === shorter.length) return shorter
  }
  const first = fitSpans(all[0] ?? [], left, room)
  return first.length === 0 ? [] : [first]
}

/** How many of `rows`, from the first on, fit into `left` and into `most`. */
function fittingRows(rows: readonly (readonly Span[])[], left: number, most: number, room: Room): number {
  let spent = 0
  for (const [index, row] of rows.entries()) {
    spent += row.reduce((sum, span) => sum + spanCost(span, room), 0)
    if (spent > left || index >= most) return index
  }
  return rows.length
}
