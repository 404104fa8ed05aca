import {
  ButtonStyle,
  ComponentType,
  type APIButtonComponent,
  type APIEmbed,
  type APIMessageTopLevelComponent,
} from 'discord.js'
import { clip, oneLine } from '#src/lib/clip.ts'
import { fitNotice } from '#src/notice/fit-notice.ts'
import type { Block, Button, Notice, Tone } from '#src/notice/notice.ts'
import { webAddress } from '#src/notice/web-address.ts'
import { escapeMarkdown, fence, markdownParagraph, markdownSpan, maxUrl } from '#adapters/discord/markdown.ts'
import { discordRoom, maxCustomId, maxDescription, maxTable } from '#adapters/discord/room.ts'

/** What a message is made of, on send and on edit alike: an edit without `allowed_mentions` would parse them all. */
export interface DiscordContent {
  readonly embeds: APIEmbed[]
  readonly components: APIMessageTopLevelComponent[]
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

/**
 * A notice as one embed with buttons, within every limit of `discordRoom`. `marker` becomes the footer, by which the
 * post is found again: embeds of our own messages can be read back, nonces cannot be counted on.
 */
export function renderEmbed(notice: Notice, marker?: string): DiscordContent {
  const fitted = fitNotice(notice, discordRoom)
  const description = joinBlocks(fitted.blocks.map(renderBlock))
  const url = webAddress(fitted.title?.link, maxUrl)
  const embed: APIEmbed = {
    color: colours[fitted.tone],
    ...(fitted.title &&
      fitted.title.text.trim() !== '' && { title: escapeMarkdown(fitted.title.text), ...(url && { url }) }),
    ...(description !== '' && { description }),
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

const widestCell = 32

/** A table in a fixed width, at most `maxTable` characters; rows that do not fit are counted. */
function columnsOf({ head, rows, right }: Extract<Block, { is: 'table' }>): string {
  const cells = [head, ...rows.map((row) => head.map((_, column) => row[column]?.text ?? ''))].map((row) =>
    row.map((text) => clip(oneLine(text), widestCell)),
  )
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const lines = cells.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return right.includes(column) ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
  let length = 0
  const fitting = lines.findIndex((line) => (length += 2 * line.length + 1) > maxTable)
  return fitting === -1
    ? lines.join('\n')
    : [...lines.slice(0, fitting), `… and ${lines.length - fitting} more`].join('\n')
}

/** Five buttons a row, five rows: https://discord.com/developers/docs/components/reference#action-row */
function buttonRows(buttons: readonly Button[]): APIMessageTopLevelComponent[] {
  const rendered = buttons.flatMap((button, index) => renderButton(button, index))
  return Array.from({ length: Math.ceil(rendered.length / 5) }, (_, row) => ({
    type: ComponentType.ActionRow,
    components: rendered.slice(row * 5, row * 5 + 5),
  }))
}

function renderButton(button: Button, index: number): APIButtonComponent[] {
  const label = button.label || '…'
  if ('command' in button) {
    const custom_id = `${index}:${button.command}`
    if (custom_id.length > maxCustomId) return []
    return [{ type: ComponentType.Button, style: ButtonStyle.Secondary, label, custom_id }]
  }
  if ('more' in button) return []
  const url = webAddress(button.link, maxUrl)
  return url ? [{ type: ComponentType.Button, style: ButtonStyle.Link, label, url }] : []
}

/** The command of a button of ours, or undefined where the id is not ours. */
export function commandOfButton(customId: string): string | undefined {
  return /^\d{1,2}:(.+)$/s.exec(customId)?.[1]
}
