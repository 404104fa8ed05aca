import type { APIEmbed, APIEmbedField } from 'discord.js'
import { clip, oneLine } from '#src/lib/clip.ts'
import { fitNotice } from '#src/notice/fit-notice.ts'
import type { Block, Notice, Tone } from '#src/notice/notice.ts'
import { webAddress } from '#src/notice/web-address.ts'
import { buttonRows, type ButtonRow } from '#adapters/discord/buttons.ts'
import { escapeMarkdown, fence, markdownParagraph, markdownSpan, maxUrl } from '#adapters/discord/markdown.ts'
import { discordRoom, maxAuthor, maxDescription, maxFieldValue } from '#adapters/discord/room.ts'
import { columnsOf } from '#adapters/discord/table.ts'

/** What a message is made of, on send and on edit alike: an edit without `allowed_mentions` would parse them all. */
export interface DiscordContent {
  readonly embeds: APIEmbed[]
  readonly components: ButtonRow[]
  readonly allowed_mentions: { parse: [] }
}

const colours: Readonly<Record<Tone, number>> = {
  new: 0x5865f2,
  review: 0xf0b232,
  good: 0x23a55a,
  bad: 0xda373c,
  muted: 0x80848e,
  plain: 0x4e5058,
}

type Facts = Extract<Block, { is: 'facts' }>

/**
 * A notice as one embed with buttons, within every limit of `discordRoom`: labelled facts stand as fields below the
 * text, the author above the title. `marker` becomes the footer, by which the post is found again: embeds of our own
 * messages can be read back, nonces cannot be counted on.
 */
export function renderEmbed(notice: Notice, marker?: string): DiscordContent {
  const fitted = fitNotice(notice, discordRoom)
  const author = fitted.blocks.find((block): block is Facts => block.is === 'facts' && block.label === 'Author')
  const fields = fitted.blocks.flatMap((block) => (block === author ? [] : fieldOf(block)))
  const text = fitted.blocks.filter((block) => block !== author && fieldOf(block).length === 0)
  const description = joinBlocks(text.map(renderBlock))
  const url = webAddress(fitted.title?.link, maxUrl)
  const embed: APIEmbed = {
    color: colours[fitted.tone],
    ...authorLine(author),
    ...(fitted.title &&
      fitted.title.text.trim() !== '' && { title: escapeMarkdown(fitted.title.text), ...(url && { url }) }),
    ...(description !== '' && { description }),
    ...(fields.length > 0 && { fields }),
    ...(marker !== undefined && { footer: { text: marker } }),
  }
  if (embed.title === undefined && embed.description === undefined)
    embed.description = escapeMarkdown(fitted.fallback) || '…'
  return { embeds: [embed], components: buttonRows(fitted.buttons ?? []), allowed_mentions: { parse: [] } }
}

/** The plainest form there is, for when Discord refuses the other; still carries the marker. */
export function renderPlain(notice: Notice, marker?: string): DiscordContent {
  const { fallback } = fitNotice(notice, discordRoom)
  return renderEmbed({ fallback, tone: 'plain', blocks: [] }, marker)
}

/** Clients show an author's name as it is, and the time in the reader's own zone beside the footer. */
function authorLine(author: Facts | undefined): Pick<APIEmbed, 'author' | 'timestamp'> {
  if (author === undefined) return {}
  const words = author.spans.filter(({ at }) => at === undefined).map(({ text }) => text)
  const name = clip(oneLine(words.join(' · ')), maxAuthor)
  const at = author.spans.find((span) => span.at !== undefined)?.at
  return {
    ...(name !== '' && { author: { name } }),
    ...(at !== undefined && Math.abs(at) < latest && { timestamp: new Date(at).toISOString() }),
  }
}

/** Year 9999: what lies behind takes another form, which Discord does not read. */
const latest = 253_402_300_799_000

/** A short line of labelled facts; a longer one stays in the text. */
function fieldOf(block: Block): APIEmbedField[] {
  if (block.is !== 'facts' || block.label === undefined) return []
  const value = renderBlock(block)
  return value.trim() === '' || value.length > maxFieldValue ? [] : [{ name: block.label, value, inline: true }]
}

/** Whole blocks while they fit. `discordRoom` sees to that; this holds where padding made one larger than counted. */
function joinBlocks(parts: readonly string[]): string {
  let joined = ''
  for (const part of parts.filter((text) => text.trim() !== '')) {
    const longer = joined === '' ? part : `${joined}\n\n${part}`
    if (longer.length > maxDescription - 2) return joined === '' ? '…' : `${joined}\n…`
    joined = longer
  }
  return joined
}

function renderBlock(block: Block): string {
  switch (block.is) {
    case 'facts':
      return block.spans.map(markdownSpan).join(' · ')
    case 'text':
      return markdownParagraph(block.spans)
    case 'list':
      return block.items.map((item) => `- ${item.map(markdownSpan).join('').replaceAll('\n', ' ')}`).join('\n')
    case 'table':
      return fence(columnsOf(block))
    case 'code':
      return fence(block.text)
  }
}
