import type { Notice, Span } from '#src/notice/notice.ts'

const most = 5

/**
 * What an edit says that the post did not say before, as a few facts; empty where only the layout moved.
 * Without the old notice (posted before a restart) the first line of facts has to do, or that of the newest mail.
 * What somebody added to a post of theirs begins with their name.
 */
export function whatChanged(before: Notice | undefined, after: Notice): readonly Span[] {
  if (before === undefined) return named(firstFacts(after).slice(0, most), after)
  const known = new Set(partsOf(before, after.by).map(({ key }) => key))
  const fresh = partsOf(after, after.by).filter(({ key }) => !known.has(key))
  const shown = fresh
    .slice(0, most)
    .map(({ spans }): Span => (spans.length === 1 && spans[0] !== undefined ? spans[0] : { text: textOf(spans) }))
  return named(fresh.length > most ? [...shown, { text: `${fresh.length - most} more` }] : shown, after)
}

function firstFacts({ blocks, by }: Notice): readonly Span[] {
  const first = by === undefined ? blocks[0] : blocks.findLast((block) => block.is === 'facts')
  return first?.is === 'facts' ? first.spans : []
}

/** `again` and `on 03/05` say nothing of who it was. */
function named(news: readonly Span[], { by }: Notice): readonly Span[] {
  const [first] = news
  if (by === undefined || first === undefined || first.text.startsWith(by)) return news
  if (first.link === undefined) return [{ text: by, style: 'bold' }, ...news]
  return [{ ...first, text: `${by} ${first.text}`, style: 'bold' }, ...news.slice(1)]
}

interface Part {
  /** What it is known again by. */
  readonly key: string
  readonly spans: readonly Span[]
}

/**
 * What a reader would take as one thing: a fact, a line of a list, a paragraph. In a post of several mails each begins
 * with a line of facts that links to it, and the same words of another mail are news.
 */
function partsOf({ title, blocks }: Notice, by: string | undefined): readonly Part[] {
  let mail = ''
  const parts = blocks.flatMap((block): readonly Part[] => {
    if (block.is === 'facts') {
      if (by !== undefined) mail = block.spans[0]?.link?.url ?? mail
      return block.spans.map((span) => partOf([span]))
    }
    if (block.is === 'list') return block.items.map(partOf)
    return block.is === 'text' ? [partOf(block.spans)] : []
  })
  return title === undefined ? parts : [partOf([{ text: title.text }]), ...parts]

  function partOf(spans: readonly Span[]): Part {
    return { key: `${mail} ${textOf(spans)}`, spans }
  }
}

function textOf(part: readonly Span[]): string {
  return part.map(({ text }) => text).join('')
}
