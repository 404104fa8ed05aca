import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Resvg } from '@resvg/resvg-js'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Chart } from '#src/notice/chart.ts'
import { layOutChart } from '#src/notice/chart-layout.ts'
import type { MeasureText, Picture, TextShape } from '#src/notice/chart-shapes.ts'
import { drawable } from '#src/notice/chart-text.ts'
import { drawChart, textMeasure } from '#src/notice/draw-chart.ts'
import { lettersOf } from './letters-of-font.ts'

const longNames = [
  'Maximiliane Freifrau von und zu Hohenstauffen-Lichtenberg, Principal Virtualization Engineer',
  '王小明 欧阳娜娜 司马相如 诸葛亮 上官婉儿 皇甫嵩 夏侯惇 尉迟恭 公孙瓒',
  '王 Wang Xiaoming (王小明) of the Extremely Long Department of Memory Management',
  '👩‍💻🚀 Jean-François 🎉 Lefèvre-Desrousseaux 🎊',
  'אברהם בן־עמי מן הכפר הרחוק מאוד',
  'محمد بن عبد الله الأنصاري',
  'Александра Константинопольская-Преображенская-Вознесенская-Петропавловская',
  'Παναγιώτης Παπαδόπουλος-Χατζηκωνσταντίνου του Γεωργίου και της Ελένης',
  'x'.repeat(80),
  'W'.repeat(80),
  '<b>&amp; "Quoted" </b> name ]]> with \u0000 controls and \u202e turned text',
  'Nguyễn Thị Phương Thảo Trần Lê Hoàng Bảo Châu Đặng Quỳnh Như',
  'a\u0301'.repeat(200),
  'i',
  '',
]
const words = { title: 'Patches sent to kvm, 24 Aug – 22 Nov 2026', unit: 'patches, by author', alt: 'Maya leads.' }

function bars(names: readonly string[]): Chart {
  const all = names.map((label, at) => ({ label, plainLabel: `p${at}@quarrychip.example`, value: 98_765 >> at }))
  return { is: 'bars', ...words, bars: all }
}

function weeks(count: number, most: number): Chart {
  const values = Array.from({ length: count }, (_, week) => (week * 37) % most)
  const labels = values.map((_, week) => `${(week % 30) + 1} Nov`)
  const series = ['mails', 'series', 'reviews'].map((name) => ({ name, values }))
  return { is: 'columns', ...words, labels, series }
}

const charts: Readonly<Record<string, Chart>> = {
  'one name': bars(['Sam Morita']),
  '3 names': bars(['Maya Thornquist', 'Łukasz Wróbel', 'Åsa Lindqvist']),
  '15 very long names': bars(longNames),
  '50 names': bars(Array.from({ length: 50 }, (_, at) => `Maya Thornquist the ${at}th`)),
  'a title of a kilobyte': { ...bars(['Sam']), title: 'patches of everybody '.repeat(50), unit: 'u'.repeat(1000) },
  'no names': bars([]),
  '4 weeks': weeks(4, 2000),
  '13 weeks': weeks(13, 2000),
  '13 weeks of millions': weeks(13, 9_999_999),
  '52 weeks': weeks(52, 1200),
  'weeks of nothing': weeks(12, 1),
  'no weeks': weeks(0, 1),
}

interface Box {
  readonly what: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

let measure: MeasureText

beforeAll(async () => {
  measure = await textMeasure()
})

/** Generous: from the top of Å to the bottom of g. */
function boxOf(shape: TextShape): Box {
  const { text, x, y, size, anchor } = shape
  const width = measure(text, shape)
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
  return { what: text, left, right: left + width, top: y - size * 0.8, bottom: y + size * 0.22 }
}

function textBoxes({ shapes }: Picture): readonly Box[] {
  return shapes.flatMap((shape) => (shape.is === 'text' ? [boxOf(shape)] : []))
}

describe.each(Object.entries(charts))('the picture of %s', (_, chart) => {
  test('keeps all its texts on the card', () => {
    const picture = layOutChart(chart, measure)
    const outside = textBoxes(picture).filter(
      ({ left, right, top, bottom }) => left < 8 || right > picture.width - 8 || top < 8 || bottom > picture.height - 8,
    )
    expect(outside).toEqual([])
  })

  test('lets no text meet another', () => {
    const boxes = textBoxes(layOutChart(chart, measure))
    const meeting = boxes.flatMap((a, at) =>
      boxes
        .slice(at + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map((b) => `${a.what} meets ${b.what}`),
    )
    expect(meeting).toEqual([])
  })

  test('draws no bar outside or of no sense', () => {
    const { width, height, shapes } = layOutChart(chart, measure)
    for (const shape of shapes) {
      if (shape.is === 'text') continue
      expect(shape.width).toBeGreaterThanOrEqual(0)
      expect(shape.height).toBeGreaterThanOrEqual(0)
      expect(shape.x + shape.width).toBeLessThanOrEqual(width + 0.01)
      expect(shape.y + shape.height).toBeLessThanOrEqual(height + 0.01)
    }
  })
})

describe('names in letters that the font does not have', () => {
  test.each([
    ['Łukasz Wróbel', 'Łukasz Wróbel'],
    ['王小明', 'w@example.org'],
    ['王小明 (Wang Xiaoming)', '(Wang Xiaoming)'],
    ['Wang Xiaoming (王小明)', 'Wang Xiaoming'],
    ['Sam 🚀 Morita', 'Sam Morita'],
    ['مرحبا', 'w@example.org'],
    ['Sam\u202eMorita\u0007', 'SamMorita'],
  ])('%s is drawn as %s', (name, drawn) => {
    expect(drawable(name, 'w@example.org')).toBe(drawn)
  })

  test('nothing is drawn that would come out as an empty box', () => {
    for (const file of ['Inter-Regular.ttf', 'Inter-SemiBold.ttf']) {
      const letters = lettersOf(readFileSync(new URL(`../../config/fonts/${file}`, import.meta.url)))
      const missing: string[] = []
      for (let code = 0x20; code < 0x3000; code += 1) {
        const letter = String.fromCodePoint(code)
        if (drawable(`a${letter}`).includes(letter) && !letters.has(code)) missing.push(code.toString(16))
      }
      expect(missing).toEqual([])
    }
  })
})

describe('the PNG', () => {
  test('is twice as wide and high as the layout, and the same each time', async () => {
    const chart = bars(longNames)
    const [one, other] = [await drawChart(chart), await drawChart(chart)]
    const view = new DataView(one.buffer, one.byteOffset)
    const { width, height } = layOutChart(chart, measure)
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([2 * width, Math.round(2 * height)])
    expect(hash('sha256', one)).toBe(hash('sha256', other))
  })

  test('brings its own dark background, with round corners', async () => {
    const png = Buffer.from(await drawChart(bars(['Sam Morita']))).toString('base64')
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1800" height="300"><image href="data:image/png;base64,${png}"/></svg>`
    const { pixels, width } = new Resvg(svg).render()
    function pixel(x: number, y: number): readonly number[] {
      return [...pixels.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)]
    }
    expect(pixel(0, 0)[3]).toBe(0)
    expect(pixel(40, 40)).toEqual([0x1f, 0x24, 0x30, 255])
  })

  test('shows what is in the chart: a longer bar covers more', async () => {
    const short = await drawChart({ is: 'bars', ...words, bars: [pair('a', 100), pair('b', 1)] })
    const long = await drawChart({ is: 'bars', ...words, bars: [pair('a', 100), pair('b', 99)] })
    expect(hash('sha256', short)).not.toBe(hash('sha256', long))
  })
})

function pair(label: string, value: number): { readonly label: string; readonly value: number } {
  return { label, value }
}
