/* A picture as data: rectangles and lines of text, from which its SVG is written. */

export const chartFont = 'Inter'

export interface Picture {
  readonly width: number
  readonly height: number
  readonly shapes: readonly Shape[]
}

export type Shape = Rectangle | TextShape

export interface Rectangle {
  readonly is: 'rectangle'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly fill: string
  /** Of the corners. */
  readonly radius?: number
}

export interface TextLook {
  readonly size: number
  readonly bold?: boolean
  readonly fill: string
}

/** One line; `x` is where it starts, ends or has its middle, `y` its base line. */
export interface TextShape extends TextLook {
  readonly is: 'text'
  readonly x: number
  readonly y: number
  readonly text: string
  readonly anchor: Anchor
}

export type Anchor = 'start' | 'middle' | 'end'

/** Width of a line of text. */
export type MeasureText = (text: string, look: TextLook) => number

export function textShape(x: number, y: number, text: string, look: TextLook, anchor: Anchor = 'start'): TextShape {
  return { ...look, is: 'text', x, y, text, anchor }
}

export function writeSvg({ width, height, shapes }: Picture): string {
  const body = shapes.map((shape) => (shape.is === 'text' ? writeText(shape) : writeRectangle(shape)))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    ...body,
    '</svg>',
  ].join('\n')
}

function writeRectangle({ x, y, width, height, fill, radius = 0 }: Rectangle): string {
  const place = `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`
  return `<rect ${place} rx="${short(radius)}" fill="${fill}"/>`
}

function writeText({ x, y, text, anchor, size, bold, fill }: TextShape): string {
  const look = `font-family="${chartFont}" font-size="${size}" font-weight="${bold === true ? 600 : 400}" fill="${fill}"`
  return `<text x="${short(x)}" y="${short(y)}" text-anchor="${anchor}" ${look} xml:space="preserve">${escaped(text)}</text>`
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
