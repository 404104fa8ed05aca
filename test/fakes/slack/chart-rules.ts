import { list, record, text, type Json } from '../json.ts'
import { refuse, within } from './block-fault.ts'

/**
 * https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block: title 50; up to six series of up to
 * twenty points, labels of 20, the same in every series as on the axis.
 */
export function checkChart(block: Json, where: string): void {
  within(block['title'], 1, 50, `${where}/title`)
  const chart = record(block['chart'])
  if (!['bar', 'line', 'area'].includes(text(chart['type']))) refuse(`${where}/chart/type`)
  const axis = record(chart['axis_config'])
  const categories = list(axis['categories']).map(text)
  if (categories.length < 1 || categories.length > 20) refuse(`${where}/chart/axis_config/categories`)
  for (const category of categories) within(category, 1, 20, `${where}/chart/axis_config/categories`)
  if (new Set(categories).size < categories.length) refuse(`${where}/chart/axis_config/categories`)
  for (const key of ['x_label', 'y_label'])
    if (axis[key] !== undefined) within(axis[key], 1, 50, `${where}/chart/axis_config/${key}`)
  const series = list(chart['series']).map(record)
  if (series.length < 1 || series.length > 6) refuse(`${where}/chart/series`)
  const names = series.map(({ name }) => within(name, 1, 20, `${where}/chart/series/name`))
  if (new Set(names).size < names.length) refuse(`${where}/chart/series/name`)
  for (const { data } of series) {
    const points = list(data).map(record)
    if (points.map(({ label }) => text(label)).join('\n') !== categories.join('\n'))
      refuse(`${where}/chart/series/data`)
    if (points.some(({ value }) => typeof value !== 'number')) refuse(`${where}/chart/series/data/value`)
  }
}
