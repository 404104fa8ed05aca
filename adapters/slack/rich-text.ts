import type { types } from '@slack/bolt'
import type { Span } from '#src/notice/notice.ts'
import { webAddress } from '#src/notice/web-address.ts'
import { maxButtonUrl } from '#adapters/slack/room.ts'

type Element = types.RichTextElement
type Line = types.RichTextSection | types.RichTextQuote

/**
 * Spans as rich text elements. Slack shows their text as it is: no mrkdwn, no mentions, no links of its own
 * (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block), which is why all text of a mail goes this way. Empty texts are refused by Slack and left out.
 */
export function richElements(spans: readonly Span[], separator = ''): Element[] {
  return spans
    .filter((span) => span.text !== '')
    .flatMap((span, index) => {
      const element = richElement(span)
      return index > 0 && separator !== '' ? [{ type: 'text' as const, text: separator }, element] : [element]
    })
}

function richElement(span: Span): Element {
  const { text } = span
  const url = webAddress(span.link, maxButtonUrl)
  const style =
    span.style === 'bold' ? { style: { bold: true } } : span.style === 'code' ? { style: { code: true } } : {}
  if (span.at !== undefined) {
    const format = '{date_short_pretty} {time}'
    const timestamp = Math.floor(span.at / 1000)
    return { type: 'date', timestamp, format, fallback: text, ...(url && { url }), ...style }
  }
  if (url) return { type: 'link', url, text, ...style }
  return { type: 'text', text, ...style }
}

/** A paragraph; runs of quoted spans become quote elements of their own. */
export function paragraph(spans: readonly Span[]): Line[] {
  const lines: { quoted: boolean; spans: Span[] }[] = []
  for (const span of spans.filter(({ text }) => text !== '')) {
    const quoted = span.style === 'quote'
    const last = lines.at(-1)
    if (last?.quoted === quoted) last.spans.push(span)
    else lines.push({ quoted, spans: [span] })
  }
  return lines.map(({ quoted, spans: line }) => ({
    type: quoted ? ('rich_text_quote' as const) : ('rich_text_section' as const),
    elements: richElements(line),
  }))
}
