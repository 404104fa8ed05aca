import type { Chart } from '#src/notice/chart.ts'
import { layOutChart } from '#src/notice/chart-layout.ts'
import type { MeasureText } from '#src/notice/chart-shapes.ts'
import { chartFont, textShape, writeSvg } from '#src/notice/chart-shapes.ts'

const fontFiles = ['Inter-Regular.ttf', 'Inter-SemiBold.ttf'].map(
  (name) => `${import.meta.dirname}/../../config/fonts/${name}`,
)
/** Pixels of the picture for each unit of the layout: sharp on dense screens. */
const zoom = 2

/** The chart as a PNG, 1800 pixels wide. The same chart gives the same bytes. Needs no browser and no fonts of the system. */
export async function drawChart(chart: Chart): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js')
  const svg = writeSvg(layOutChart(chart, await textMeasure()))
  const picture = await renderAsync(svg, { font: ownFont, fitTo: { mode: 'zoom', value: zoom } })
  return picture.asPng()
}

const ownFont = { fontFiles, loadSystemFonts: false, defaultFontFamily: chartFont }

/** How wide a text comes out, asked of the one that draws it. */
export async function textMeasure(): Promise<MeasureText> {
  // Loaded when the first picture is drawn: nothing else should wait for it.
  const { Resvg } = await import('@resvg/resvg-js')
  return (text, look) => {
    const shape = textShape(0, 0, text, look)
    const box = new Resvg(writeSvg({ width: 4000, height: 100, shapes: [shape] }), { font: ownFont }).getBBox()
    return box === undefined ? 0 : box.x + box.width
  }
}
