import type { Chart } from '#src/notice/chart.ts'
import type { Block } from '#src/notice/notice.ts'

type Table = Extract<Block, { is: 'table' }>

const narrowest = 8
const widest = 40
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/**
 * The chart's bars as a further cell for each row of the table that shows the same numbers: as many rows as the chart
 * has bars, or labels (then its first series). Nothing where they would be narrower than eight columns.
 */
export function barsBeside(table: Table, chart: Chart | undefined, room: number): readonly string[] | undefined {
  if (chart === undefined || room < narrowest) return undefined
  const values = chart.is === 'bars' ? chart.bars.map(({ value }) => value) : chart.series[0]?.values
  if (values === undefined || values.length !== table.rows.length) return undefined
  const most = Math.max(1, ...values)
  return values.map((value) => bar(value / most, Math.min(room, widest)))
}

/** In eighths of a column, so that nearly equal numbers still differ. */
function bar(share: number, columns: number): string {
  const parts = share <= 0 ? 0 : Math.max(1, Math.round(share * columns * 8))
  return '█'.repeat(Math.floor(parts / 8)) + (eighths[parts % 8] ?? '')
}
