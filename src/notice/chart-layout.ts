import { layOutBars } from '#src/notice/bar-layout.ts'
import type { Chart } from '#src/notice/chart.ts'
import type { MeasureText, Picture, Shape } from '#src/notice/chart-shapes.ts'
import { textShape } from '#src/notice/chart-shapes.ts'
import { drawable, fitText } from '#src/notice/chart-text.ts'
import { layOutColumns } from '#src/notice/column-layout.ts'

/** The card that a chart stands on brings its own background, so that it reads the same on light and dark pages. */
const card = { width: 900, radius: 14, margin: 32, top: 84, bottom: 28, fill: '#1f2430', edge: '#3a4254' } as const
const titleLook = { size: 21, bold: true, fill: '#f2f4f8' } as const
const unitLook = { size: 14, fill: '#a3adbf' } as const

/** The whole picture in units of which it is 900 wide. Every text is cut to its place. */
export function layOutChart(chart: Chart, measure: MeasureText): Picture {
  const known = new Map<string, number>()
  const remembered: MeasureText = (text, look) => {
    const key = `${look.size} ${look.bold === true} ${text}`
    const width = known.get(key) ?? measure(text, look)
    known.set(key, width)
    return width
  }
  const area = { x: card.margin, y: card.top, width: card.width - 2 * card.margin }
  const { height, shapes } =
    chart.is === 'bars' ? layOutBars(chart, area, remembered) : layOutColumns(chart, area, remembered)
  const whole = card.top + height + card.bottom
  const head: Shape[] = [
    { is: 'rectangle', x: 0, y: 0, width: card.width, height: whole, fill: card.edge, radius: card.radius },
    { is: 'rectangle', x: 1, y: 1, width: card.width - 2, height: whole - 2, fill: card.fill, radius: card.radius - 1 },
    textShape(card.margin, 42, fitText(drawable(chart.title), area.width, titleLook, remembered), titleLook),
    textShape(card.margin, 64, fitText(drawable(chart.unit), area.width, unitLook, remembered), unitLook),
  ]
  return { width: card.width, height: whole, shapes: [...head, ...shapes] }
}
