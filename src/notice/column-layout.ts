import type { Area, LaidOut } from '#src/notice/bar-layout.ts'
import { grouped } from '#src/lib/count.ts'
import type { ColumnChart } from '#src/notice/chart.ts'
import type { MeasureText, Shape } from '#src/notice/chart-shapes.ts'
import { textShape } from '#src/notice/chart-shapes.ts'
import { drawable, fitText } from '#src/notice/chart-text.ts'

const fills = ['#79b0ff', '#5fd3a4', '#f5bc62', '#d69cf5', '#f28b82']
const tickLook = { size: 13, fill: '#a3adbf' } as const
const valueLook = { size: 13, fill: '#d5dbe6' } as const
const lineFill = '#313a4b'
const nameRoom = 96
const tickRoom = 44
const gap = 12
/** For the number above a column that is as high as its panel. */
const numberHeight = 20
const labelHeight = 26
const allPanels = 348

/**
 * A panel for each series, below each other, each with its own scale: mails come by the thousand, reviews by the dozen.
 * Numbers stand above the columns where they have room, else there is an axis. The labels are written once, below.
 */
export function layOutColumns({ labels, series }: ColumnChart, area: Area, measure: MeasureText): LaidOut {
  const most = (area.width - nameRoom) / Math.max(1, labels.length)
  const areNumbered = series.every(({ values }) =>
    values.every((value) => measure(grouped(value), valueLook) + 6 <= most),
  )
  const left = area.x + nameRoom + (areNumbered ? 0 : tickRoom)
  const columns = { left, width: (area.x + area.width - left) / Math.max(1, labels.length), areNumbered }
  const height = (allPanels - gap * (series.length - 1)) / Math.max(1, series.length)
  const panels = series.flatMap(({ name, values }, index) => {
    const box = { ...area, y: area.y + index * (height + gap), height }
    const fill = fills[index % fills.length] ?? lineFill
    const nameLook = { size: 15, bold: true, fill }
    const words = fitText(drawable(name), nameRoom - gap, nameLook, measure)
    const middle = box.y + numberHeight + (height - numberHeight) / 2
    return [
      textShape(box.x, middle + 5, words, nameLook),
      ...panel({ values: labels.map((_, at) => values[at] ?? 0), fill }, box, columns),
    ]
  })
  const below = labelsBelow(labels, area.y + allPanels + 20, columns, measure)
  return { height: allPanels + labelHeight, shapes: [...panels, ...below] }
}

interface Columns {
  readonly left: number
  /** Of one column and the space around it. */
  readonly width: number
  readonly areNumbered: boolean
}

function panel(
  { values, fill }: { readonly values: readonly number[]; readonly fill: string },
  { x, y, width, height }: Area & { readonly height: number },
  columns: Columns,
): readonly Shape[] {
  const most = Math.max(1, ...values)
  const top = columns.areNumbered ? most : niceTop(most)
  const room = height - numberHeight
  const base = y + height
  const ticks = columns.areNumbered ? [0] : [0, top / 2, top]
  const lines = ticks.flatMap((tick): Shape[] => {
    const at = base - (room * tick) / top
    const across = { x: columns.left, y: at, width: x + width - columns.left, height: 1 }
    const line: Shape = { is: 'rectangle', ...across, fill: lineFill }
    if (columns.areNumbered) return [line]
    return [line, textShape(columns.left - gap, at + 4.6, grouped(tick), tickLook, 'end')]
  })
  const thick = Math.min(columns.width * 0.66, 46)
  const bars = values.flatMap((value, index): Shape[] => {
    const middle = columns.left + (index + 0.5) * columns.width
    const tall = value <= 0 ? 0 : Math.max(2, (room * value) / top)
    const bar = { x: middle - thick / 2, y: base - tall, width: thick, height: tall }
    const shape: Shape = { is: 'rectangle', ...bar, fill, radius: Math.min(3, thick / 4, tall / 2) }
    if (!columns.areNumbered) return [shape]
    return [shape, textShape(middle, base - tall - 5, grouped(value), valueLook, 'middle')]
  })
  return [...lines, ...bars]
}

/** Every label, or every second, third, … so that none meets the next. The newest one, on the right, is always there. */
function labelsBelow(
  labels: readonly string[],
  y: number,
  { left, width }: Columns,
  measure: MeasureText,
): readonly Shape[] {
  const texts = labels.map((label) => fitText(drawable(label), 120, tickLook, measure))
  const widest = Math.max(1, ...texts.map((text) => measure(text, tickLook)))
  const every = Math.max(1, Math.ceil((widest + 12) / width))
  return texts.flatMap((text, index) => {
    if ((texts.length - 1 - index) % every !== 0) return []
    const shape = textShape(left + (index + 0.5) * width, y, text, tickLook, 'middle')
    return [shape]
  })
}

/** A round number not below `most`, of which half is round too. */
function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most))
  const round = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10, 12].map((factor) => factor * power)
  return round.find((top) => top >= most && Number.isInteger(top / 2)) ?? 12 * power
}
