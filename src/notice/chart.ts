/** Numbers worth a picture, as data: a platform draws it itself, or shows `drawChart`'s PNG. Labels are text of mails. */
export type Chart = BarChart | ColumnChart

interface ChartWords {
  readonly title: string
  /** What is counted: `patches`. */
  readonly unit: string
  /** What the picture says, for those who cannot see it. */
  readonly alt: string
}

/** One bar a name, the longest first. */
export interface BarChart extends ChartWords {
  readonly is: 'bars'
  /** `plainLabel`: for pictures, whose font may lack the letters of `label`, e.g. the mail address. */
  readonly bars: readonly { readonly label: string; readonly plainLabel?: string; readonly value: number }[]
}

/** Side by side along the time: `labels` below, a value of each series above each of them. */
export interface ColumnChart extends ChartWords {
  readonly is: 'columns'
  readonly labels: readonly string[]
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[]
}
