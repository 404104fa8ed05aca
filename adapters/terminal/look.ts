import type { Tone } from '#src/notice/notice.ts'

/** How a terminal wants it. */
export interface Look {
  /** Columns. */
  readonly width: number
  /** Colours and clickable links; without it the output is plain text. */
  readonly colour: boolean
  /** What a post of ours is called here (`#3`), for links between posts. */
  readonly nameOfPost?: (deliveryId: string) => string | undefined
}

export type Paint = 'bold' | 'dim' | 'italic' | 'blue' | 'yellow' | 'green' | 'red' | 'cyan'

/** ECMA-48 select graphic rendition: on and off. */
const codes: Readonly<Record<Paint, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
}

export function painted(text: string, paint: Paint | undefined, { colour }: Look): string {
  if (!colour || paint === undefined || text === '') return text
  const [on, off] = codes[paint]
  return `\u001b[${on}m${text}\u001b[${off}m`
}

/** OSC 8 hyperlink. `url` comes from `webAddress`, so it is ASCII without controls and cannot end the sequence. */
export function linked(text: string, url: string | undefined, { colour }: Look): string {
  return !colour || url === undefined ? text : `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`
}

/** A sign of its own for each tone, so that it says the same without colours. */
const signs: Readonly<Record<Tone, readonly [string, Paint | undefined]>> = {
  new: ['●', 'blue'],
  review: ['◐', 'yellow'],
  good: ['✔', 'green'],
  bad: ['✖', 'red'],
  muted: ['○', 'dim'],
  plain: ['', undefined],
}

/** `● `, or nothing for a plain notice. */
export function toneSign(tone: Tone, look: Look): string {
  const [sign, paint] = signs[tone]
  return sign === '' ? '' : `${painted(sign, paint, look)} `
}

export function tonePaint(tone: Tone): Paint | undefined {
  return signs[tone][1]
}
