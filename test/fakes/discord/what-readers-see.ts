import { list, record, text, type Json } from '../json.ts'

/** A message as its readers have it before them: literal text, and everything in it that is alive. */
export interface Seen {
  readonly text: string
  readonly alive: readonly string[]
  readonly links: readonly string[]
}

interface Growing {
  text: string
  alive: string[]
  links: string[]
}

/**
 * Reads the markdown that clients render (https://support.discord.com/hc/en-us/articles/210298617 and
 * https://discord.com/developers/docs/reference#message-formatting). Marks that a card may have are taken away and what
 * they hold is left: bold, code, quotes, lists, masked links and dates.
 */
export function whatReadersSee(body: Json): Seen {
  const seen: Growing = { text: '', alive: [], links: [] }
  readMarkdown(text(body['content']), seen)
  if (!Array.isArray(record(body['allowed_mentions'])['parse'])) {
    const pings = text(body['content']).match(/@everyone|@here|<@[&!]?\d+>/g) ?? []
    seen.alive.push(...pings)
  }
  for (const component of list(body['components'])) readComponent(record(component), seen)
  for (const embed of list(body['embeds']).map(record)) {
    // An author's name and a footer are shown as they are.
    seen.text += `${text(record(embed['author'])['name'])}\n`
    readMarkdown(text(embed['title']), seen)
    if (embed['url'] !== undefined) seen.links.push(text(embed['url']))
    readMarkdown(text(embed['description']), seen)
    for (const field of list(embed['fields']).map(record)) {
      readMarkdown(text(field['name']), seen)
      readMarkdown(text(field['value']), seen)
    }
  }
  return seen
}

/** Texts are markdown; what stands on buttons and in menus is shown as it is. */
function readComponent(component: Json, seen: Growing): void {
  if (component['type'] === 10) readMarkdown(text(component['content']), seen)
  for (const option of list(component['options']).map(record)) seen.text += `${text(option['label'])}\n`
  for (const inside of list(component['components'])) readComponent(record(inside), seen)
}

function readMarkdown(source: string, seen: Growing): void {
  // Left to right, as clients do: a backslash frees the next mark, a code mark shows what it holds as it is.
  const held: string[] = []
  const hold = (literal: string): string => `\ue000${held.push(literal) - 1}\ue001`
  let rest = source.replace(
    /\\([^A-Za-z0-9\s])|```\n?([\s\S]*?)\n?```|(`{1,2})([^\n]+?)\3(?!`)/g,
    (_, mark?: string, fenced?: string, _ticks?: string, code?: string) =>
      hold((mark ?? fenced ?? code ?? '').replaceAll('\u200b', '')),
  )
  rest = rest.replace(/\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/g, (_, label: string, url: string) => {
    seen.links.push(url)
    return label
  })
  rest = rest.replace(/<t:\d+(?::[tTdDfFR])?>/g, 'date')
  rest = rest.replace(/\*\*([^*\n]+)\*\*/g, '$1')
  rest = rest.replace(/^> |^- /gm, '')
  for (const pattern of alive) seen.alive.push(...(rest.match(pattern) ?? []))
  seen.text += `${rest.replace(/\ue000(\d+)\ue001/g, (_, at: string) => held[Number(at)] ?? '')}\n`
}

const alive: readonly RegExp[] = [
  /@everyone|@here/g,
  /<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:[^>]*|\/[^>]+:\d+|id:\w+)>/g,
  /(?:https?|steam):\/\/[^\s<]+/g,
  /\[[^\]\n]*\]\([^)\n]*\)/g,
  /(\*{1,3}|_{1,3}|~~|\|\|)(?=\S)[^\n]*?\S\1/g,
  /^[^\S\n]*#{1,3} .+$/gm,
  /^[^\S\n]*-# .+$/gm,
  /^[^\S\n]*>{1,3} .+$/gm,
  /^[^\S\n]*(?:[-*+]|\d+[.)]) .+$/gm,
  /`[^`]*`/g,
]
