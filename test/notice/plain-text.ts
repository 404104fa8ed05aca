import { tableLines } from '#adapters/terminal/table.ts'
import type { Block, Notice, Span } from '#src/notice/notice.ts'

/** A whole notice as plain text, whatever a platform would make of it. Links follow in angle brackets. */
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
      return tableLines(block, undefined, { width: Infinity, colour: false }).join('\n')
    case 'code':
      return block.text
  }
}

function spanText({ text, link, style }: Span): string {
  const words = style === 'quote' ? text.replace(/^/gmu, '> ') : text
  return link === undefined ? words : `${words} <${link.url}>`
}
