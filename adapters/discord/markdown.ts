import type { Span } from '#src/notice/notice.ts'
import { webAddress } from '#src/notice/web-address.ts'

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits says nothing of links; 512 is a button's. */
export const maxUrl = 512

/**
 * Text that Discord shows as it is: nothing in it formats, links, mentions, or begins a heading, quote or list.
 * A backslash before a punctuation mark shows the mark (https://support.discord.com/hc/en-us/articles/210298617).
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\*_~`|<>[\]@]/g, String.raw`\$&`)
    .replace(/:(?=\/|$)/gm, String.raw`\:`)
    .replace(/^([^\S\n]*)([#+-])/gm, String.raw`$1\$2`)
    .replace(/^([^\S\n]*\d+)([.)])/gm, String.raw`$1\$2`)
}

/** Escaping of square brackets does not hold in a masked link's label, so they are set as full-width ones there. */
function linkLabel(text: string): string {
  return escapeMarkdown(text.replace(/\s+/g, ' ').replaceAll('[', '［').replaceAll(']', '］'))
}

/** One span as markdown, by itself safe wherever it stands in a line. */
export function markdownSpan(span: Span): string {
  if (span.at !== undefined) return `<t:${Math.floor(span.at / 1000)}:f>`
  const url = webAddress(span.link, maxUrl)
  if (url) return styled(`[${linkLabel(span.text)}](${url})`, span)
  // Nothing is escaped within a code mark, so text that could end it is shown without.
  if (span.style === 'code' && !/[`\n]/.test(span.text) && span.text.trim() !== '') return `\`${span.text}\``
  return styled(escapeMarkdown(span.text), span)
}

function styled(markdown: string, { style }: Span): string {
  return style === 'bold' && markdown.trim() !== '' ? `**${markdown.trim()}**` : markdown
}

/** Spans one after the other; runs of quoted ones as block quotes of their own. */
export function markdownParagraph(spans: readonly Span[]): string {
  const parts: { quoted: boolean; text: string }[] = []
  for (const span of spans) {
    const quoted = span.style === 'quote'
    const last = parts.at(-1)
    if (last?.quoted === quoted) last.text += markdownSpan(span)
    else parts.push({ quoted, text: markdownSpan(span) })
  }
  return parts
    .map(({ quoted, text }) => (quoted ? text.trim().replace(/^/gm, '> ') : text.replace(/\n$/, '')))
    .join('\n')
}

/** A fixed-width block. Three backticks would end it, so an invisible space keeps them apart. */
export function fence(text: string): string {
  return `\`\`\`\n${text.replaceAll('``', '`\u200b`').replace(/`$/, '`\u200b') || ' '}\n\`\`\``
}
