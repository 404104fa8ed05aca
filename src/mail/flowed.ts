interface Paragraph {
  readonly depth: number
  readonly prefix: string
  readonly pieces: string[]
}

/**
 * Joins the soft line breaks of `format=flowed` text (RFC 3676): a line that ends with a blank goes on in the next
 * one of the same quote depth. Space-stuffing is taken off; the signature line `-- ` stays alone. LF line ends.
 */
export function unflow(text: string, deleteSpace: boolean): string {
  const out: string[] = []
  let paragraph: Paragraph | undefined
  for (const line of text.split('\n')) {
    const depth = quoteDepth(line)
    const prefixLength = depth > 0 && line.charCodeAt(depth) === 0x20 ? depth + 1 : depth
    const content = line.slice(prefixLength)
    if (paragraph !== undefined && paragraph.depth === depth && goesOn(paragraph)) {
      if (deleteSpace) add(paragraph, (paragraph.pieces.pop() ?? '').slice(0, -1))
      add(paragraph, depth > 0 || deleteSpace ? content : unstuffed(content))
    } else {
      if (paragraph !== undefined) out.push(joined(paragraph))
      paragraph = { depth, prefix: line.slice(0, prefixLength), pieces: [] }
      add(paragraph, content)
    }
  }
  if (paragraph !== undefined) out.push(joined(paragraph))
  return out.join('\n')
}

function quoteDepth(line: string): number {
  let depth = 0
  while (line.charCodeAt(depth) === 0x3e) depth++
  return depth
}

function goesOn({ pieces }: Paragraph): boolean {
  const last = pieces.at(-1) ?? ''
  return last.endsWith(' ') && !(pieces.length === 1 && last === '-- ')
}

/** Pieces are never empty, so that the last one holds the paragraph's last character. */
function add({ pieces }: Paragraph, piece: string): void {
  if (piece !== '') pieces.push(piece)
}

function joined({ prefix, pieces }: Paragraph): string {
  return unstuffed(prefix + pieces.join(''))
}

function unstuffed(text: string): string {
  return text.startsWith(' ') ? text.slice(1) : text
}
