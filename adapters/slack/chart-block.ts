import type { types } from '@slack/bolt'
import { clip } from '#src/lib/clip.ts'
import { neutralise } from '#src/lib/neutralise.ts'
import type { Chart } from '#src/notice/chart.ts'

/** Not in the library's types yet: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
export interface ChartBlock extends types.Block {
  readonly type: 'data_visualization'
  readonly title: string
  readonly chart: {
    readonly type: 'bar'
    readonly series: readonly { readonly name: string; readonly data: readonly { label: string; value: number }[] }[]
    readonly axis_config: { readonly categories: readonly string[]; readonly y_label: string }
  }
}

const maxTitle = 50
const maxLabel = 20
/** More bars than these cannot be told apart beside a message. */
const mostBars = 10
const mostCategories = 20
const mostSeries = 6

/** A chart that Slack draws itself; undefined where it holds more than such a block may. */
export function chartBlock(chart: Chart): ChartBlock | undefined {
  const { categories, series } = chart.is === 'bars' ? ofBars(chart) : ofColumns(chart)
  if (categories.length === 0 || categories.length > mostCategories) return undefined
  if (series.length === 0 || series.length > mostSeries) return undefined
  const labels = unlike(categories)
  const names = unlike(series.map(({ name }) => name))
  return {
    type: 'data_visualization',
    title: short(chart.title, maxTitle),
    chart: {
      type: 'bar',
      series: series.map(({ values }, index) => ({
        name: names[index] ?? '',
        data: labels.map((label, at) => ({ label, value: values[at] ?? 0 })),
      })),
      axis_config: { categories: labels, y_label: short(chart.unit, maxTitle) },
    },
  }
}

interface Drawn {
  readonly categories: readonly string[]
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[]
}

function ofBars({ bars, unit }: Extract<Chart, { is: 'bars' }>): Drawn {
  const shown = bars.slice(0, mostBars)
  return {
    categories: shown.map(({ label }) => label),
    series: [{ name: unit, values: shown.map(({ value }) => value) }],
  }
}

function ofColumns({ labels, series }: Extract<Chart, { is: 'columns' }>): Drawn {
  return { categories: labels, series }
}

function short(text: string, most: number): string {
  return clip(neutralise(text).replaceAll('\n', ' ').trim(), most) || '…'
}

/** Cut to what Slack takes, and told apart where cutting made two alike: labels are also the keys of the values. */
function unlike(texts: readonly string[]): string[] {
  const taken = new Set<string>()
  return texts.map((text) => {
    let label = short(text, maxLabel)
    for (let number = 2; taken.has(label); number += 1) label = `${short(text, maxLabel - 4)} ${number}`
    taken.add(label)
    return label
  })
}
