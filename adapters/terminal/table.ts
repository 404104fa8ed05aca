import { clip, oneLine } from '#src/lib/clip.ts'
import { neutralise } from '#src/lib/neutralise.ts'
import { headOfWidth, textWidth } from '#src/lib/text-width.ts'
import type { Chart } from '#src/notice/chart.ts'
import type { Block } from '#src/notice/notice.ts'
import { barsBeside } from '#adapters/terminal/chart-bars.ts'
import { painted } from '#adapters/terminal/look.ts'
import type { Look } from '#adapters/terminal/look.ts'

const gap = 2
const narrowest = 8

/** A table with a faint head, a chart's bars beside it; the widest column gives way where the lines would not fit. */
export function tableLines(
  table: Extract<Block, { is: 'table' }>,
  chart: Chart | undefined,
  look: Look,
): readonly string[] {
  const head = table.head.map(safeCell)
  const rows = table.rows.map((row) => head.map((_, column) => safeCell(row[column]?.text ?? '')))
  const widths = fittingWidths(
    head.map((_, column) => Math.max(...[head, ...rows].map((row) => textWidth(row[column] ?? '')))),
    look.width,
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => set(cell, widths[column] ?? 0, table.right.includes(column)))
      .join(' '.repeat(gap))
      .trimEnd()
  const width = widths.reduce((sum, one) => sum + one + gap, 0)
  const bars = barsBeside(table, chart, look.width - width) ?? []
  const beside = (cells: readonly string[], bar: string): string => {
    const text = line(cells)
    return text + ' '.repeat(Math.max(0, width - textWidth(text))) + painted(bar, 'blue', look)
  }
  return [
    painted(line(head), 'dim', look),
    ...rows.map((row, index) => (bars[index] ? beside(row, bars[index]) : line(row))),
  ]
}

function fittingWidths(widths: readonly number[], width: number): readonly number[] {
  const fitted = [...widths]
  let over = fitted.reduce((sum, one) => sum + one, 0) + gap * (fitted.length - 1) - width
  while (over > 0) {
    const widest = Math.max(...fitted)
    if (widest <= narrowest) break
    fitted[fitted.indexOf(widest)] = widest - 1
    over -= 1
  }
  return fitted
}

function set(cell: string, width: number, right: boolean): string {
  const short = textWidth(cell) <= width ? cell : headOfWidth(clip(cell, width), width - 1).replace(/…?$/u, '…')
  const space = ' '.repeat(Math.max(0, width - textWidth(short)))
  return right ? space + short : short + space
}

function safeCell(text: string): string {
  return oneLine(neutralise(text))
}
