import { list, record, text, type Json } from '../json.ts'

/** A message as its readers have it before them: literal text, and everything in it that is alive. */
export interface Seen {
  readonly text: string
  readonly mentions: readonly string[]
  readonly links: readonly { readonly text: string; readonly url: string }[]
  /** mrkdwn marks that would change how text looks, outside of rich text. */
  readonly formatted: readonly string[]
  readonly buttons: readonly string[]
}

interface Growing {
  text: string
  mentions: string[]
  links: { text: string; url: string }[]
  formatted: string[]
  buttons: string[]
}

/** https://docs.slack.dev/messaging/formatting-message-text and the rich text reference. `fallback` counts only without blocks. */
export function whatReadersSee(fallback: string, blocks: readonly unknown[]): Seen {
  const seen: Growing = { text: '', mentions: [], links: [], formatted: [], buttons: [] }
  if (blocks.length === 0) readMrkdwn(fallback, seen)
  // A notification shows the fallback, and pings whom it names.
  else for (const mention of fallback.match(/<(?:!|@|#)[^>]*>/g) ?? []) seen.mentions.push(mention)
  for (const block of blocks) readBlock(record(block), seen)
  return seen
}

function readBlock(block: Json, seen: Growing): void {
  if (block['type'] === 'data_visualization') return readChart(block, seen)
  if (block['type'] === 'input') return readInput(block, seen)
  if (block['type'] === 'image') seen.text += text(block['alt_text'])
  for (const key of ['text', 'title']) if (block[key] !== undefined) readTextObject(record(block[key]), seen)
  for (const field of list(block['fields'])) readTextObject(record(field), seen)
  for (const element of list(block['elements'])) {
    const type = text(record(element)['type'])
    if (type.startsWith('rich_text')) readRich(record(element), seen)
    else if (type === 'button') seen.buttons.push(text(record(record(element)['text'])['text']))
    else if (type === 'overflow')
      for (const option of list(record(element)['options'])) {
        seen.buttons.push(`… ${text(record(record(option)['text'])['text'])}`)
      }
    else readTextObject(record(element), seen)
  }
  for (const row of list(block['rows'])) {
    for (const cell of list(row)) {
      const item = record(cell)
      if (item['type'] === 'raw_text') seen.text += text(item['text'])
      else list(item['elements']).forEach((element) => readRich(record(element), seen))
      seen.text += '\t'
    }
    seen.text += '\n'
  }
  seen.text += '\n'
}

/** Titles and labels of charts are plain text: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
function readChart(block: Json, seen: Growing): void {
  const chart = record(block['chart'])
  seen.text += `${text(block['title'])}\n`
  for (const label of list(record(chart['axis_config'])['categories'])) seen.text += `${text(label)}\n`
}

function readInput(block: Json, seen: Growing): void {
  readTextObject(record(block['label']), seen)
  seen.text += '\n'
  if (block['hint'] !== undefined) readTextObject(record(block['hint']), seen)
  for (const option of list(record(block['element'])['options'])) {
    readTextObject(record(record(option)['text']), seen)
    seen.text += '\n'
  }
}

function readRich(element: Json, seen: Growing): void {
  for (const child of list(element['elements'])) {
    const item = record(child)
    const type = text(item['type'])
    if (type.startsWith('rich_text')) readRich(item, seen)
    else if (type === 'link') {
      const shown = text(item['text']) || text(item['url'])
      seen.links.push({ text: shown, url: text(item['url']) })
      seen.text += shown
    } else if (type === 'text') seen.text += text(item['text'])
    else if (type === 'date') seen.text += text(item['fallback'])
    else if (['user', 'usergroup', 'broadcast', 'channel'].includes(type)) seen.mentions.push(JSON.stringify(item))
  }
  if (text(element['type']) !== 'rich_text_list') seen.text += '\n'
}

function readTextObject(object: Json, seen: Growing): void {
  if (object['type'] === 'mrkdwn') readMrkdwn(text(object['text']), seen)
  else seen.text += text(object['text'])
}

function readMrkdwn(source: string, seen: Growing): void {
  for (const [, inside = ''] of source.matchAll(/<([^>]*)>/g)) {
    if (/^[!@#]/.test(inside)) seen.mentions.push(inside)
    else seen.links.push({ url: inside.split('|')[0] ?? '', text: inside.split('|')[1] ?? inside })
  }
  for (const [mark] of source.matchAll(/[*_~`][^*_~`\n]+[*_~`]/g)) seen.formatted.push(mark)
  seen.text += source.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
