import { grouped } from '#src/lib/count.ts'
import type { BarChart } from '#src/notice/chart.ts'
import type { MeasureText, Shape } from '#src/notice/chart-shapes.ts'
import { textShape } from '#src/notice/chart-shapes.ts'
import { drawable, fitText } from '#src/notice/chart-text.ts'

/** Where a chart is drawn. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
}

export interface LaidOut {
  readonly height: number
  readonly shapes: readonly Shape[]
}

const labelLook = { size: 15, fill: '#d5dbe6' } as const
const valueLook = { size: 15, bold: true, fill: '#f2f4f8' } as const
const fills = { best: '#79b0ff', others: '#4a7fd0', track: '#282f3d' } as const
const widestLabel = 300
const gap = 14

/** A row each: name, bar, number. Few rows are taller. */
export function layOutBars({ bars }: BarChart, { x, y, width }: Area, measure: MeasureText): LaidOut {
  const step = bars.length <= 6 ? 42 : bars.length <= 10 ? 32 : 25
  const thick = Math.round(step * 0.62)
  const labels = bars.map(({ label, plainLabel }) =>
    fitText(drawable(label, plainLabel), widestLabel, labelLook, measure),
  )
  const values = bars.map(({ value }) => grouped(value))
  const labelRoom = Math.ceil(Math.max(0, ...labels.map((label) => measure(label, labelLook))))
  const valueRoom = Math.ceil(Math.max(0, ...values.map((value) => measure(value, valueLook))))
  const left = x + labelRoom + gap
  const longest = x + width - left - valueRoom - gap
  const most = Math.max(1, ...bars.map(({ value }) => value))
  const shapes = bars.flatMap(({ value }, row): Shape[] => {
    const middle = y + row * step + step / 2
    const length = value <= 0 ? 0 : Math.max(3, (longest * value) / most)
    const bar = { is: 'rectangle', x: left, y: middle - thick / 2, height: thick, radius: 4 } as const
    return [
      textShape(left - gap, middle + 5.3, labels[row] ?? '', labelLook, 'end'),
      { ...bar, width: longest, fill: fills.track },
      { ...bar, width: length, radius: Math.min(4, length / 2), fill: value === most ? fills.best : fills.others },
      textShape(x + width, middle + 5.3, values[row] ?? '', valueLook, 'end'),
    ]
  })
  return { height: bars.length * step, shapes }
}
