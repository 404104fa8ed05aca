import { hash } from 'node:crypto'

/** PostgreSQL keeps no NUL in text. */
export function plain(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text
}

/** A text fit for an index: hostile ids of many kilobytes become their hash. */
export function indexed(text: string): string {
  const clean = plain(text)
  return clean.length <= 400 ? clean : `sha256:${hash('sha256', clean)}`
}

/** ' a b ', so that LIKE '% a %' finds one. */
export function words(values: Iterable<string>): string {
  const joined = [...new Set(values)].map((value) => plain(value).replaceAll(' ', '_')).join(' ')
  return joined === '' ? '' : ` ${joined} `
}

export function fromWords(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '')
}

/** A pattern for LIKE … ESCAPE '\' that matches `text` literally. */
export function literalPattern(text: string): string {
  return plain(text).replaceAll(/[\\%_]/g, String.raw`\$&`)
}
