import { textWidth } from '#src/lib/text-width.ts'
import type { Block, Notice, Span } from '#src/notice/notice.ts'

/** A whole notice as plain text, for platforms without cards and for the shell. Links follow in angle brackets. */
export function plainText(notice: Notice): string {
  const title =
    notice.title === undefined
      ? []
      : [notice.title.text, ...(notice.title.link === undefined ? [] : [notice.title.link.url])]
  // A table beside the chart has the same numbers.
  const isSaid = notice.blocks.some((block) => block.is === 'table')
  const chart = notice.chart === undefined || isSaid ? [] : [notice.chart.alt]
  return [...title, ...notice.blocks.map(blockText), ...chart].join('\n')
}

function blockText(block: Block): string {
  switch (block.is) {
    case 'facts':
      return block.spans.map(spanText).join(' · ')
    case 'text':
      return block.spans.map(spanText).join('')
    case 'list':
      return block.items.map((item) => `- ${item.map(spanText).join('')}`).join('\n')
    case 'table':
      return tableLines(
        block.head,
        block.rows.map((row) => row.map(({ text }) => text)),
        block.right,
      ).join('\n')
    case 'code':
      return block.text
  }
}

function spanText({ text, link, style }: Span): string {
  const words = style === 'quote' ? text.replace(/^/gmu, '> ') : text
  return link === undefined ? words : `${words} <${link.url}>`
}

/** Columns set with spaces; `right` names those with numbers. */
function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): readonly string[] {
  const lines = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => textWidth(line[column] ?? ''))))
  return lines.map((line) =>
    head
      .map((_, column) => {
        const cell = line[column] ?? ''
        const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - textWidth(cell)))
        return right.includes(column) ? space + cell : cell + space
      })
      .join('  ')
      .trimEnd(),
  )
}
