import type { Notice, Span } from '#src/notice/notice.ts'

const most = 5

/**
 * What an edit says that the post did not say before, as a few facts; empty where only the layout moved.
 * Without the old notice (posted before a restart) the first line of facts has to do.
 */
export function whatChanged(before: Notice | undefined, after: Notice): readonly Span[] {
  if (before === undefined) {
    const first = after.blocks[0]
    return first?.is === 'facts' ? first.spans.slice(0, most) : []
  }
  const known = new Set(partsOf(before).map(textOf))
  const fresh = partsOf(after).filter((part) => !known.has(textOf(part)))
  const shown = fresh
    .slice(0, most)
    .map((part): Span => (part.length === 1 && part[0] !== undefined ? part[0] : { text: textOf(part) }))
  return fresh.length > most ? [...shown, { text: `${fresh.length - most} more` }] : shown
}

/** What a reader would take as one thing: a fact, a line of a list, a paragraph. */
function partsOf({ title, blocks }: Notice): readonly (readonly Span[])[] {
  const head: readonly (readonly Span[])[] = title === undefined ? [] : [[{ text: title.text }]]
  return [
    ...head,
    ...blocks.flatMap((block) => {
      if (block.is === 'facts') return block.spans.map((span) => [span])
      if (block.is === 'list') return block.items
      return block.is === 'text' ? [block.spans] : []
    }),
  ]
}

function textOf(part: readonly Span[]): string {
  return part.map(({ text }) => text).join('')
}
