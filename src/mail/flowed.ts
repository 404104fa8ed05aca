import { hunksFit } from '#src/lib/hunks.ts'

interface Paragraph {
  readonly depth: number
  readonly prefix: string
  readonly isStuffed: boolean
  readonly pieces: string[]
}

/**
 * How the lines of a diff are read: as all text is, or with a line for each one that begins as a diff's lines do, space-stuffing
 * taken off or never put on.
 */
type DiffLines = 'as text' | 'stuffed' | 'bare'

/**
 * Joins the soft line breaks of `format=flowed` text (RFC 3676): a line that ends with a blank goes on in the next
 * one of the same quote depth. Space-stuffing is taken off; the signature line `-- ` stays alone. LF line ends.
 *
 * Mail programs differ in what they do to a diff: some break its lines, others leave alone what ends with a blank, such as an
 * empty context line, and some stuff nothing. What the hunk headers promise tells which of these it was.
 */
export function unflow(text: string, deleteSpace: boolean): string {
  const usual = unflowed(text, deleteSpace, 'as text')
  if (!text.includes('\n@@ -') || hunksFit(usual)) return usual
  const stuffed = unflowed(text, deleteSpace, 'stuffed')
  if (hunksFit(stuffed)) return stuffed
  const bare = unflowed(text, deleteSpace, 'bare')
  return hunksFit(bare) ? bare : usual
}

function unflowed(text: string, deleteSpace: boolean, diffLines: DiffLines): string {
  const out: string[] = []
  let paragraph: Paragraph | undefined
  let inDiff = false
  for (const line of text.split('\n')) {
    inDiff ||= diffLines !== 'as text' && patchStart.test(line)
    const isStuffed = !inDiff || diffLines === 'stuffed'
    const depth = quoteDepth(line)
    const prefixLength = depth > 0 && line.charCodeAt(depth) === 0x20 ? depth + 1 : depth
    const content = line.slice(prefixLength)
    const isOwnLine = inDiff && depth === 0 && diffLine.test(isStuffed ? unstuffed(content) : content)
    if (paragraph !== undefined && paragraph.depth === depth && goesOn(paragraph) && !isOwnLine) {
      if (deleteSpace) add(paragraph, (paragraph.pieces.pop() ?? '').slice(0, -1))
      add(paragraph, depth > 0 || deleteSpace || !isStuffed ? content : unstuffed(content))
    } else {
      if (paragraph !== undefined) out.push(joined(paragraph))
      paragraph = { depth, prefix: line.slice(0, prefixLength), isStuffed, pieces: [] }
      add(paragraph, content)
    }
  }
  if (paragraph !== undefined) out.push(joined(paragraph))
  return out.join('\n')
}

const patchStart = /^(?:---$|diff -|@@ -)/
/** What does not go on from the line before: a line of a hunk or of a file's header, and what was stripped to nothing. */
const diffLine = /^(?:$|[ +\\@-]|diff -|index |Index: )/

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

function joined({ prefix, isStuffed, pieces }: Paragraph): string {
  const text = prefix + pieces.join('')
  return isStuffed ? unstuffed(text) : text
}

function unstuffed(text: string): string {
  return text.startsWith(' ') ? text.slice(1) : text
}
